/** Since when we look at the leases without a gap, and when we looked last; milliseconds. */
export interface Watch {
  awakeSince: number;
  lastLook: number;
}

/**
 * May leases be judged now? Not in the first TTL after our own start: nobody could renew while we were away. A look
 * that comes much too late (the process was stopped, the machine slept, the database hung) counts as a start.
 */
export function mayJudge(
  watch: Watch,
  now: number,
  intervalMs: number,
  ttlMs: number,
): { may: boolean; watch: Watch } {
  const slept = now - watch.lastLook > Math.max(intervalMs * 3, ttlMs / 2);
  const awakeSince = slept ? now : watch.awakeSince;
  return { may: now - awakeSince >= ttlMs, watch: { awakeSince, lastLook: now } };
}
