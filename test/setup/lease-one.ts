import { DispatcherService, type Lease } from '../../coordinator/src/jobs/index.js';
import type { SlotEngine } from '../../shared/src/wire/index.js';
import type { TestCoordinator } from './coordinator.js';

/** One agent asks for one order. */
export interface LeaseWish {
  agentId: string;
  engine: SlotEngine;
  /** Attempts that may hold leases at once on this engine of this agent. */
  slots: number;
  maxWidth: number;
  maxHeight: number;
  labels?: readonly string[];
  /** Other agents that take work now and can do at least as much, and their labels. */
  otherAgents: readonly string[];
  otherLabels?: readonly string[];
}

/** A batch of one. `full`: the agent has no free slot of this engine; `nothing`: no order suits it. */
export async function leaseOne(
  { app }: TestCoordinator,
  wish: LeaseWish,
  ttlMs: number,
): Promise<Lease | 'full' | 'nothing'> {
  const { agentId, slots, otherAgents, labels = [], otherLabels = [], ...kind } = wish;
  const able = { ableAgents: [agentId, ...otherAgents], ableLabels: otherLabels };
  const batch = { ...kind, ...able, labels, makes: [], seats: [{ agentId, slots }] };
  const { leases, full } = await app.get(DispatcherService).leaseMany(batch, ttlMs);
  return leases[0] ?? (full.length > 0 ? 'full' : 'nothing');
}
