import type { FarmClient } from './farm-client.js';

export interface LogAttempt {
  number: number;
  order: string;
  agent: string;
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

/** The log of a render or tool job, part by part; with `follow` until it has ended. */
export async function* logParts(
  client: FarmClient,
  id: string,
  { attempt, follow }: { attempt?: number | undefined; follow: boolean },
): AsyncGenerator<LogPart> {
  for (let offset = 0, isFirst = true; ; isFirst = false) {
    const query = new URLSearchParams({ offset: String(offset) });
    if (attempt !== undefined) query.set('attempt', String(attempt));
    if (follow && !isFirst) query.set('wait', String(WAIT));
    const part = await client.get<LogPart>(`v1/render/${encodeURIComponent(id)}/logs?${query.toString()}`);
    yield part;
    offset = part.nextOffset;
    if (!part.more && (!follow || part.ended)) return;
  }
}
