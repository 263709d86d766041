const FIRST_MS = 5000;
const LONGEST_MS = 10 * 60_000;

/** Milliseconds before retry number `retry` (1, 2 …): doubled each time, a fifth more or less. `random` is 0..1. */
export function retryWait(retry: number, random: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, retry - 1));
  return Math.round(wait * (0.8 + random * 0.4));
}
