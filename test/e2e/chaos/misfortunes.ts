import type { ChaosFarm } from './chaos-farm.js';
import type { SeededRandom } from './random.js';

/** Something that happens to a farm, and how it is over. */
export interface Misfortune {
  name: string;
  weight: number;
  /** Longest time that it lasts, milliseconds. */
  most: number;
  /** Answers what ends it. */
  strike(farm: ChaosFarm, random: SeededRandom): () => Promise<void> | void;
}

const nothing = (): void => undefined;

/** Above the lease of two seconds: the work is given to somebody else meanwhile. */
const PAST_THE_LEASE = 3000;

const agents: Misfortune[] = [
  {
    name: 'an agent is killed',
    weight: 2,
    most: 1500,
    strike(farm, random) {
      const { daemon } = random.pick(farm.agents);
      daemon.signal('SIGKILL');
      return async () => {
        await daemon.end('SIGKILL');
        daemon.start();
      };
    },
  },
  {
    name: 'an agent is frozen',
    weight: 3,
    most: PAST_THE_LEASE,
    strike(farm, random) {
      const { daemon } = random.pick(farm.agents);
      daemon.signal('SIGSTOP');
      return () => daemon.signal('SIGCONT');
    },
  },
  {
    name: 'a process of an attempt is killed',
    weight: 4,
    most: 100,
    strike(farm, random) {
      const workers = farm.agents.flatMap(({ daemon }) => daemon.workers());
      if (workers.length > 0) kill(random.pick(workers), 'SIGKILL');
      return nothing;
    },
  },
  {
    name: 'a process of an attempt is frozen',
    weight: 2,
    most: PAST_THE_LEASE,
    strike(farm, random) {
      const workers = farm.agents.flatMap(({ daemon }) => daemon.workers());
      if (workers.length === 0) return nothing;
      const pid = random.pick(workers);
      kill(pid, 'SIGSTOP');
      return () => kill(pid, 'SIGCONT');
    },
  },
];

const lines: Misfortune[] = (
  [
    ['is closed', 'closed', 4, 2500],
    ['is half open', 'silent', 4, PAST_THE_LEASE],
    ['carries no answers, so that all is said twice', 'deaf', 5, 2000],
    ['is slow', 'slow', 4, 3000],
  ] as const
).map(([what, manner, weight, most]) => ({
  name: `a line ${what}`,
  weight,
  most,
  strike(farm, random) {
    const { line } = random.pick(farm.agents);
    line.behave(manner);
    return () => {
      line.behave('good');
      // What was swallowed is lost with its connection, as when a router forgets it.
      if (manner === 'silent' || manner === 'deaf') line.cut();
    };
  },
}));

const middle: Misfortune[] = [
  {
    name: 'the coordinator is killed',
    weight: 2,
    most: 500,
    strike(farm) {
      farm.coordinator.signal('SIGKILL');
      return async () => {
        await farm.coordinator.end('SIGKILL');
        await farm.startCoordinator();
      };
    },
  },
  {
    name: 'the coordinator is frozen',
    weight: 2,
    most: PAST_THE_LEASE,
    strike(farm) {
      farm.coordinator.signal('SIGSTOP');
      return () => farm.coordinator.signal('SIGCONT');
    },
  },
  {
    name: 'the database is killed',
    weight: 2,
    most: 300,
    strike(farm, random) {
      farm.ledger.kill(random.pick(['SIGKILL', 'SIGQUIT', 'SIGINT'] as const));
      return nothing;
    },
  },
  {
    name: 'the sessions of the database end',
    weight: 3,
    most: 100,
    strike(farm) {
      void farm.ledger.endSessions();
      return nothing;
    },
  },
];

const disks: Misfortune[] = [
  {
    name: 'the disk of an agent is full',
    weight: 2,
    most: 2500,
    strike(farm, random) {
      const { disk } = random.pick(farm.agents);
      disk?.fill(random.between(0, 2 ** 20));
      return () => disk?.empty();
    },
  },
  {
    name: 'the disk of the farm’s files is full',
    weight: 2,
    most: 2500,
    strike(farm, random) {
      farm.disk?.fill(random.between(0, 200 * 2 ** 20));
      return () => farm.disk?.empty();
    },
  },
];

const clocks: Misfortune[] = [
  {
    name: 'the clock of an agent jumps',
    weight: 2,
    most: 2000,
    strike(farm, random) {
      const { clock } = random.pick(farm.agents);
      clock?.set(random.pick([-7200, -60, 60, 7200]));
      return () => clock?.set(0);
    },
  },
  {
    name: 'the clock of the coordinator jumps',
    weight: 2,
    most: 2000,
    strike(farm, random) {
      // Back again it waits for what it dated meanwhile: no further than the audit's patience.
      farm.clock?.set(random.pick([-20, -5, 5, 20]));
      return () => farm.clock?.set(0);
    },
  },
];

/** What can happen on this machine: small disks need the right to mount them, clocks Debian's libfaketime. */
export const misfortunesOf = (farm: ChaosFarm): Misfortune[] => [
  ...agents,
  ...lines,
  ...middle,
  ...(farm.disk ? disks : []),
  ...(farm.clock ? clocks : []),
];

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Ended meanwhile.
  }
}
