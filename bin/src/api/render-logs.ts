import { setTimeout as pause } from 'node:timers/promises';
import type { FarmClient } from './farm-client.js';

export interface LogAttempt {
  number: number;
  order: string;
  /** Null unless the farm knows that its operator asks. */
  agent: string | null;
  engine: string;
  state: string;
  failure: { code: string; message: string } | null;
}

export interface LogEntry {
  attempt: number;
  offset: number;
  text: string;
}

/** GET /v1/render/{id}/logs. */
export interface LogPart {
  jobId: string;
  status: string;
  attempts: LogAttempt[];
  entries: LogEntry[];
  nextOffset: number;
  more: boolean;
  ended: boolean;
}

/** Seconds that one question may wait for news. */
const WAIT = 30;
/** A farm at which too many wait answers at once, with nothing: it is asked again after this, ms. */
const REST_MS = 1000;

/** The log of a render or tool job, part by part; with `follow` until it has ended. */
export async function* logParts(
  client: FarmClient,
  id: string,
  { attempt, follow }: { attempt?: number | undefined; follow: boolean },
  signal: AbortSignal,
): AsyncGenerator<LogPart> {
  for (let offset = 0, isFirst = true; ; isFirst = false) {
    const query = new URLSearchParams({ offset: String(offset) });
    if (attempt !== undefined) query.set('attempt', String(attempt));
    if (follow && !isFirst) query.set('wait', String(WAIT));
    const part = await client.get<LogPart>(`v1/render/${encodeURIComponent(id)}/logs?${query.toString()}`);
    yield part;
    offset = part.nextOffset;
    if (!part.more && (!follow || part.ended)) return;
    if (part.entries.length === 0) await pause(REST_MS, undefined, { signal });
  }
}
