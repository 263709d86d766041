import type { AttemptRef } from '@farm/shared/wire';
import type { Attempt } from '../job.types.js';
import type { LogEntry, LogPart } from './log.types.js';

/** A stored piece with its place in what was asked for: the log of a job or of an attempt. */
export interface PlacedPiece {
  attemptId: string;
  startsAt: number;
  place: number;
  sizeBytes: number;
  text: string;
}

/** May this agent write to the log that it names? The lease is not asked: a lost attempt keeps its own log. */
export const ownsLog = (attempt: Attempt | undefined, ref: AttemptRef, agentId: string): boolean =>
  attempt !== undefined &&
  attempt.agentId === agentId &&
  attempt.orderId === ref.orderId &&
  attempt.token === ref.token;

/** Puts pieces together: what comes before `offset` is cut off, neighbours of one attempt become one entry. */
export function logPart(pieces: readonly PlacedPiece[], offset: number, end: number): LogPart {
  const entries: LogEntry[] = [];
  let before: string | undefined;
  let next = offset;
  for (const piece of pieces) {
    if (piece.place < offset) before = piece.attemptId;
    if (piece.place + piece.sizeBytes <= offset) continue;
    const skipped = Math.max(0, offset - piece.place);
    const text = skipped === 0 ? piece.text : withoutBytes(piece.text, skipped);
    const last = entries.at(-1);
    if (last?.attemptId === piece.attemptId) last.text += text;
    else entries.push({ attemptId: piece.attemptId, startsAt: piece.startsAt + skipped, text });
    next = piece.place + piece.sizeBytes;
  }
  return { entries, before, next, more: next < end };
}

/** An offset inside a letter shows what is left of it as U+FFFD. */
const withoutBytes = (text: string, bytes: number): string =>
  new TextDecoder().decode(new TextEncoder().encode(text).subarray(bytes));
