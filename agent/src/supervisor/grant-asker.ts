import type { AgentAck, AgentPayload } from '@farm/shared/wire';
import type { CoordinatorLink } from '../link/index.js';
import { backoff, pause } from '../platform/pause.js';

type GrantEvent = 'grants.upload' | 'grants.input';
type Granted<E extends GrantEvent> = Extract<AgentAck<E>, { ok: true }>['grants'];

/**
 * Asks for grants until the coordinator answers: one that restarts is waited for, while the attempt's wall limit runs.
 * A lease that is gone ends the attempt; any other refusal is the child's to judge. `/…` becomes an address of the
 * coordinator that answered, which need not be the one that the attempt began with.
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
    if (link && answer?.ok)
      return { ok: true, grants: answer.grants.map((granted) => atUrl(granted, link.url)) as Granted<E> };
    // `internal` is the coordinator's own trouble: it asks to be asked again.
    if (answer && !answer.ok && answer.code !== 'internal') {
      if (answer.code === 'lease-lost') leaseLost();
      return { ok: false, code: answer.code, message: answer.message };
    }
    await pause(backoff(tries, 100, 2000), signal);
  }
  return { ok: false, code: 'over', message: 'the attempt is over' };
}

function atUrl<T extends { grant: object }>(granted: T, coordinator: string): T {
  const { grant } = granted;
  if (!('url' in grant) || typeof grant.url !== 'string' || !grant.url.startsWith('/')) return granted;
  return { ...granted, grant: { ...grant, url: `${coordinator}${grant.url}` } };
}
