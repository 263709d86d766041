const MINUTE = 60_000;
/** Waits after the first, second, … failure; together about a day, then it is left to people. */
const WAITS = [1, 4, 15, 45, 120, 240, 360, 480].map((minutes) => minutes * MINUTE);

/**
 * Milliseconds until the next try after `failures` failures, or undefined: no more. `chance` (0 to 1) spreads the
 * tries by 10 % either way, so that a storage that comes back is not met by all of them at once.
 */
export function nextOutputTryIn(failures: number, chance: number): number | undefined {
  const wait = WAITS[failures - 1];
  return wait === undefined ? undefined : Math.round(wait * (0.9 + 0.2 * chance));
}
