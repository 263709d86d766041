import type { Engine } from '@farm/shared/wire';
import type { FleetFacts } from '../fleet.port.js';

/** Since when no agent has had an engine, ms; engines that are there are left out. */
export type Missing = ReadonlyMap<Engine, number>;

/** So long a film waits for agents with the encoder of its pieces before it is made in one piece by another. */
export const PATIENCE_MS = 5 * 60_000;

/** The same after another look at the fleet. An empty fleet says nothing: others would have no place either. */
export function missingAfter(
  before: Missing,
  engines: readonly Engine[],
  fleet: FleetFacts,
  now: number,
): Missing {
  if (fleet.length === 0) return new Map();
  const there = new Set(fleet.map(({ engine }) => engine));
  const gone = engines.filter((engine) => !there.has(engine));
  return new Map(gone.map((engine) => [engine, before.get(engine) ?? now]));
}

/** Engines for which nobody needs to wait any longer. */
export const givenUp = (missing: Missing, now: number): Engine[] =>
  [...missing].filter(([, since]) => now - since >= PATIENCE_MS).map(([engine]) => engine);
