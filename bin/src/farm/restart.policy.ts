/** Milliseconds that a daemon must have run before an end counts as a fresh misfortune. */
const SETTLED_MS = 60_000;
const LONGEST_WAIT_MS = 10_000;
/** Ends in a row, before it was ever ready, after which starting again is pointless. */
const HOPELESS = 5;
/** sysexits: configuration. Starting again changes nothing. */
const CONFIGURATION = 78;

export interface DaemonEnd {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  ranMs: number;
  /** It was ready at least once since `up` started. */
  wasReady: boolean;
  /** Ends in a row before this one. */
  endsBefore: number;
}

export type Restart = { again: true; waitMs: number; endsBefore: number } | { again: false };

/** What to do about a daemon that ended without being asked to. */
export function nextStart(end: DaemonEnd): Restart {
  const ends = end.ranMs >= SETTLED_MS ? 1 : end.endsBefore + 1;
  if (end.code === CONFIGURATION) return { again: false };
  if (!end.wasReady && ends >= HOPELESS) return { again: false };
  const waitMs = ends === 1 ? 0 : Math.min(LONGEST_WAIT_MS, 250 * 2 ** (ends - 2));
  return { again: true, waitMs, endsBefore: ends };
}
