/** Waits after the first, second … failed try (ilve-api.md 3.5): about seven hours in all. */
const WAITS_MS = [30_000, 120_000, 600_000, 3_600_000, 21_600_000];

/** Milliseconds until the next try, a fifth more or less; undefined: given up. `random` is 0..1. */
export function nextTryIn(tries: number, random: number): number | undefined {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? undefined : Math.round(wait * (0.8 + random * 0.4));
}
