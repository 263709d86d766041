/**
 * Beats of the whole fleet that one coordinator should get in a second, at most: what an idle fleet costs. Measured: a
 * beat is about a quarter of a millisecond of processor time.
 */
const BEATS_PER_SECOND = 200;
/** Progress must reach the API every second, and agents spread their beats by a tenth; larger fleets beat slower. */
const FASTEST_BEAT_MS = 800;
/** A lease survives this many lost beats. */
const BEATS_PER_LEASE = 5;

export interface Rhythm {
  heartbeatMs: number;
  leaseTtlMs: number;
}

/** How often agents beat, and how long a lease lives without a beat. */
export function rhythm(agents: number, configuredTtlMs: number): Rhythm {
  const spread = Math.ceil((agents / BEATS_PER_SECOND) * 1000);
  // With a short TTL (tests, impatient operators) beats come more often, so that one lost beat loses no lease.
  const heartbeatMs = Math.max(spread, Math.min(FASTEST_BEAT_MS, Math.round(configuredTtlMs / 4)));
  return { heartbeatMs, leaseTtlMs: Math.max(configuredTtlMs, heartbeatMs * BEATS_PER_LEASE) };
}

export type Presence = 'online' | 'stale' | 'lost';

/** `online`: heard of within three beats. `lost`: not within the lease TTL. */
export function presence(seenAt: Date | null, nowMs: number, { heartbeatMs, leaseTtlMs }: Rhythm): Presence {
  const silence = seenAt === null ? Infinity : nowMs - seenAt.getTime();
  if (silence <= Math.max(SEEN_EVERY_MS + heartbeatMs, heartbeatMs * 3)) return 'online';
  return silence <= Math.max(leaseTtlMs, SEEN_EVERY_MS * 2) ? 'stale' : 'lost';
}

/** How often a beat is written to the agent's row; leases are renewed at every beat. */
export const SEEN_EVERY_MS = 5000;
