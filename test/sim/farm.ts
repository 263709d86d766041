import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoordinatorProcess } from './coordinator-process.js';
import { Fleet } from './fleet.js';
import { Journal } from './journal.js';
import { Ledger } from './ledger.js';
import type { SimOptions } from './options.js';
import { processorTime, type ProcessorTime } from './processor-time.js';
import { between, seeded, seedOf } from './seeded.js';

/** As real agents have them. */
const IO_SLOTS = 4;
export const ioSlotsOf = ({ films }: SimOptions): number => (films > 0 ? IO_SLOTS : 0);

/** Everything that runs during a simulation. */
export interface Farm {
  dataDir: string;
  ledger: Ledger;
  coordinator: CoordinatorProcess;
  fleet: Fleet;
  journal: Journal;
  processorTime(): ProcessorTime;
}

/** Opens a farm of real processes and pretended machines, and leaves nothing of it behind. */
export async function withFarm<T>(
  options: SimOptions,
  say: (line: string) => void,
  work: (farm: Farm) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'framefarm-sim-'));
  const undo: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const ledger = await Ledger.open(
      join(dataDir, 'database'),
      process.env.FRAMEFARM_TEST_DATABASE_URL,
      options.fsync,
    );
    undo.push(() => ledger.stop());
    const coordinator = new CoordinatorProcess(dataDir, {
      DATABASE_URL: ledger.url,
      FRAMEFARM_LEASE_TTL: String(options.ttl),
      FRAMEFARM_WORKSPACE_CONCURRENCY: String(options.cap),
    });
    undo.push(() => coordinator.stop());
    await coordinator.start();
    const journal = new Journal();
    const fleet = newFleet(options, coordinator, journal);
    undo.push(() => fleet.leave());
    const times = () => processorTime(coordinator.pid, ledger.pid);
    return await work({ dataDir, ledger, coordinator, fleet, journal, processorTime: times }).catch(
      (error: unknown) => {
        say(coordinator.log());
        throw error;
      },
    );
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function newFleet(options: SimOptions, coordinator: CoordinatorProcess, journal: Journal): Fleet {
  const random = seeded(seedOf(options.seed, 'agents'));
  const meanMs = ((options.agents * options.slots) / options.rate) * 1000;
  const share = (chaotic: number): number => (options.chaos ? chaotic : 0);
  return new Fleet(options.agents, {
    url: () => coordinator.url,
    joinToken: readFileSync(join(coordinator.dataDir, 'join-token'), 'utf8').trim(),
    journal,
    random,
    check: options.check,
    slots: options.slots,
    ioSlots: ioSlotsOf(options),
    renderMs: () => between(random, 0.5, 1.5) * meanMs,
    faults: {
      ackLost: share(0.02),
      reportAckLost: share(0.05),
      duplicate: share(0.05),
      fails: (orderId) => options.chaos && seeded(seedOf(options.seed, orderId))() < 0.02,
    },
    workWaits: () => journal.ordersBegun < options.jobs,
  });
}
