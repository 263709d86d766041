/** Watchers are told at most this often, ms; the ledger is looked at no more often either. */
export const TICK_MS = 500;
/** Without a sign of change the ledger is looked at this often, ms: other coordinators and agents write too. */
const QUIET_LOOK_MS = 2000;
/** A look may take this part of the time at most, so that a long queue makes the picture slower and not the farm. */
const LOOK_SHARE = 1 / 20;

export interface LastLook {
  beganAt: number;
  tookMs: number;
}

/** Is it time to look at the ledger? `changed`: something happened since. */
export function isLookDue(last: LastLook | undefined, now: number, changed: boolean): boolean {
  if (!last) return true;
  const wait = Math.max(changed ? TICK_MS : QUIET_LOOK_MS, last.tookMs / LOOK_SHARE);
  // Timers fire a little early or late: a tick must not be lost to a millisecond.
  return now - last.beganAt >= wait - TICK_MS / 10;
}
