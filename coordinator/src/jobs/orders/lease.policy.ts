import type { AttemptRef } from '@farm/shared/wire';
import type { Attempt } from '../job.types.js';
import { LEASED_STATES } from './work-order.state.js';

/** `holds`: the message counts. Everything else changes nothing. */
export type Fence = 'holds' | 'already' | 'lease-lost' | 'unknown';
export type ReportKind = 'done' | 'failed';

/** Does this agent hold the lease that its message names? */
export function fence(
  attempt: Attempt | undefined,
  ref: AttemptRef,
  agentId: string,
): Exclude<Fence, 'already'> {
  if (!attempt || attempt.agentId !== agentId || attempt.orderId !== ref.orderId) return 'unknown';
  return attempt.token === ref.token && LEASED_STATES.includes(attempt.state) ? 'holds' : 'lease-lost';
}

/**
 * The same for a terminal report. A report that arrives twice is `already`; one that contradicts what became of the
 * attempt (it was called lost, or somebody cancelled) is `lease-lost`.
 */
export function fenceReport(
  attempt: Attempt | undefined,
  ref: AttemptRef,
  agentId: string,
  kind: ReportKind,
): Fence {
  const verdict = fence(attempt, ref, agentId);
  if (verdict !== 'lease-lost' || !attempt || attempt.token !== ref.token) return verdict;
  return (kind === 'done') === (attempt.state === 'done') ? 'already' : 'lease-lost';
}

/** End of a lease that is granted or renewed now. */
export const leaseEnd = (nowMs: number, ttlMs: number): Date => new Date(nowMs + ttlMs);
