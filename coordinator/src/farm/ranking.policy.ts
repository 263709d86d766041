/** What tells agents apart that could all take the next order. */
export interface Candidate {
  /** Failed something through its own fault until this moment or shortly before it; milliseconds. */
  troubledUntil: number;
  /** Measured: frames of 1920x1080 a second of its fastest engine; 0: not measured. */
  speed: number;
}

/** After a failure that was not the customer's, others are asked first for so long. */
export const TROUBLED_MS = 5 * 60_000;

/**
 * Who is asked first: agents without recent trouble, the fastest of them first. An order therefore goes to a free
 * hardware encoder anywhere before it goes to a processor; on one agent `usableRoom` has them in the same order, and
 * orders that need no hardware (tools) exclude it, so that they take processors only.
 */
export function ranked<C extends Candidate>(candidates: readonly C[], now: number): C[] {
  const troubled = ({ troubledUntil }: C): number => (troubledUntil > now ? 1 : 0);
  return [...candidates].sort((a, b) => troubled(a) - troubled(b) || b.speed - a.speed);
}
