import type { CoordinatorProcess } from './coordinator-process.js';
import type { Fleet } from './fleet.js';
import type { Ledger } from './ledger.js';
import { between, pick, type Random } from './seeded.js';

/** Faults by progress of the run: for each published result, so often … */
const KILL_SHARE = 0.03;
const CUT_SHARE = 0.03;
const FREEZE_SHARE = 0.004;
/** … and once each when so much of the work is done. A small run has one death of the coordinator. */
const COORDINATOR_DIES_AT = [0.25, 0.6];
const SMALL_RUN_JOBS = 1000;
const DATABASE_STOPS_AT = [0.42];
/** Agents that render die here for certain, so that even a small run has something to recover. */
const BUSY_AGENT_DIES_AT = [0.1, 0.75, 0.85];

export interface Chaos {
  /** Call it often. Faults that have become due happen. */
  step(done: number): void;
  /** Resolves when the coordinator runs again. */
  settled(): Promise<void>;
}

export const NO_CHAOS: Chaos = { step: () => undefined, settled: () => Promise.resolve() };

/** Kills agents, cuts and freezes lines, kills the coordinator, stops the database; all chosen by the seed. */
export function chaos(
  farm: { fleet: Fleet; coordinator: CoordinatorProcess; ledger: Ledger },
  run: { jobs: number; ttlMs: number; random: Random },
): Chaos {
  const { fleet, coordinator, ledger } = farm;
  const { random, ttlMs } = run;
  const shares = COORDINATOR_DIES_AT.slice(0, run.jobs < SMALL_RUN_JOBS ? 1 : undefined);
  const deaths = shares.map((share) => share * run.jobs);
  const stops = DATABASE_STOPS_AT.map((share) => share * run.jobs);
  const certain = BUSY_AGENT_DIES_AT.map((share) => share * run.jobs);
  let seen = 0;
  let restarting: Promise<void> = Promise.resolve();

  const one = (): void => {
    const victim = pick(random, fleet.alive());
    const dice = random();
    if (dice < KILL_SHARE)
      // Half of the dead come back soon, the others after their leases have run out.
      victim?.kill(random() < 0.5 ? between(random, 100, 1000) : ttlMs * between(random, 1.3, 2));
    else if (dice < KILL_SHARE + CUT_SHARE) victim?.cut();
    else if (dice < KILL_SHARE + CUT_SHARE + FREEZE_SHARE) victim?.freeze(ttlMs * between(random, 1.2, 1.6));
  };

  return {
    step(done) {
      for (; seen < done; seen++) one();
      if (done >= (certain[0] ?? Infinity)) {
        const busy = pick(
          random,
          fleet.alive().filter(({ renders }) => renders > 0),
        );
        busy?.kill(ttlMs * between(random, 1.3, 2));
        if (busy) certain.shift();
      }
      if (done >= (deaths[0] ?? Infinity)) {
        deaths.shift();
        restarting = restarting.then(() => coordinator.killAndRestart(ttlMs));
      }
      if (done >= (stops[0] ?? Infinity)) {
        stops.shift();
        // What the coordinator cannot ask, it does not judge: a stop of the database counts as an absence of both.
        if (ledger.restart())
          coordinator.absences.push({ from: performance.now(), to: performance.now() + 2 * ttlMs + 5000 });
      }
    },
    settled: () => restarting,
  };
}
