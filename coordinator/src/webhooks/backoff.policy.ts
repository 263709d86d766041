import type { Answer } from '../platform/outbound/http-client.js';

/** Seconds after the first, second … failed try: doubling up to four hours, a day in all. */
const WAITS_S = [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, ...Array<number>(5).fill(14_400)];
/** Tries of one run; a redelivery begins a new one. */
export const MOST_TRIES = WAITS_S.length + 1;

export type Verdict =
  { kind: 'delivered' } | { kind: 'retry'; inMs: number } | { kind: 'dead'; reason: string };

/** What follows from an answer. `tries` counts this one too; `random` is 0..1, it spreads the wait by a fifth. */
export function judgeAnswer(
  answer: Answer,
  { tries, once, random }: { tries: number; once: boolean; random: number },
): Verdict {
  if ('status' in answer && answer.status >= 200 && answer.status < 300) return { kind: 'delivered' };
  const said = 'status' in answer ? `HTTP ${answer.status}` : answer.error;
  if ('status' in answer && answer.status === 410)
    return {
      kind: 'dead',
      reason: 'The receiver answered HTTP 410: this address is gone for good, so it is not tried again.',
    };
  if (once) return { kind: 'dead', reason: `A test is tried once; the answer was: ${said}.` };
  const wait = WAITS_S[tries - 1];
  return wait === undefined
    ? { kind: 'dead', reason: `Given up after ${tries} tries over a day; the last answer was: ${said}.` }
    : { kind: 'retry', inMs: Math.round(wait * 1000 * (0.8 + random * 0.4)) };
}
