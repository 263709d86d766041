import type { AgentAck, AgentPayload } from '@farm/shared/wire';
import type { CoordinatorLink } from '../link/index.js';
import { backoff, pause } from '../platform/pause.js';

type GrantEvent = 'grants.upload' | 'grants.input';
type Granted<E extends GrantEvent> = Extract<AgentAck<E>, { ok: true }>['grants'];

/**
 * Asks for grants until the coordinator answers: one that restarts is waited for, while the attempt's wall limit runs.
 * A lease that is gone ends the attempt; any other refusal is the child's to judge.
 */
export async function askUntilAnswered<E extends GrantEvent>(
  link: CoordinatorLink | undefined,
  event: E,
  payload: AgentPayload<E>,
  leaseLost: () => void,
  signal: AbortSignal,
): Promise<{ ok: true; grants: Granted<E> } | { ok: false; code: string; message: string }> {
  for (let tries = 0; !signal.aborted; tries++) {
    const answer = link?.connected ? await link.ask(event, payload).catch(() => undefined) : undefined;
    if (answer?.ok) return { ok: true, grants: answer.grants as Granted<E> };
    // `internal` is the coordinator's own trouble: it asks to be asked again.
    if (answer && !answer.ok && answer.code !== 'internal') {
      if (answer.code === 'lease-lost') leaseLost();
      return { ok: false, code: answer.code, message: answer.message };
    }
    await pause(backoff(tries, 100, 2000), signal);
  }
  return { ok: false, code: 'over', message: 'the attempt is over' };
}
