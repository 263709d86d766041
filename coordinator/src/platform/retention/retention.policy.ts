const DAY_MS = 24 * 3600_000;

/** What ended before this moment goes; undefined: it is kept for good. */
export function cutoff(keepDays: number, now: Date): Date | undefined {
  return keepDays > 0 ? new Date(now.getTime() - keepDays * DAY_MS) : undefined;
}
