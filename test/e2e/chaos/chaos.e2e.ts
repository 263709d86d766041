import { Audit } from './audit.js';
import { ChaosFarm } from './chaos-farm.js';
import { Customer } from './customer.js';
import { misfortunesOf } from './misfortunes.js';
import { SeededRandom } from './random.js';

/** `npm run chaos -- --rounds 500 --seed 7` sets both. The same seed is the same misfortunes, not the same moments. */
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 30);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** Between two looks at everything. */
const ROUNDS_PER_AUDIT = 10;
/** Longest time that a round may take, rest and audit included, milliseconds. */
const ROUND_MS = 30_000;

/** Rounds that go on at the same time, and the pause between their beginnings, milliseconds. */
const ROUNDS_AT_ONCE = 4;
const PACE_MS = 600;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A film is ordered while one or two things go wrong at random moments of its making. Answers what they were. */
async function playRound(farm: ChaosFarm, customer: Customer, random: SeededRandom): Promise<string> {
  const known = misfortunesOf(farm);
  const chosen = [random.weighed(known), ...(random.next() < 0.35 ? [random.weighed(known)] : [])];
  const ordered = customer.order();
  await Promise.all(
    chosen.map(async ({ strike, most }) => {
      const own = new SeededRandom(random.between(0, 2 ** 31));
      await wait(own.between(0, 1200));
      const end = strike(farm, own);
      await wait(own.between(most / 4, most));
      await end();
    }),
  );
  await ordered;
  return chosen.map(({ name }) => name).join(' + ');
}

/** Rounds `first` to `last`, a few at a time. */
async function playRounds(
  farm: ChaosFarm,
  customer: Customer,
  first: number,
  last: number,
): Promise<string[]> {
  const story: string[] = [];
  const playing = new Set<Promise<void>>();
  for (let round = first; round <= last; round++) {
    if (playing.size >= ROUNDS_AT_ONCE) await Promise.race(playing);
    const played = playRound(farm, customer, new SeededRandom(SEED + round)).then((happened) => {
      story.push(`${round}: ${happened}`);
      playing.delete(played);
    });
    playing.add(played);
    await wait(PACE_MS);
  }
  await Promise.all(playing);
  return story;
}

test(
  `${ROUNDS} rounds of misfortunes: nothing lost, nothing published twice, nothing left (CHAOS_SEED=${SEED})`,
  async () => {
    const farm = await ChaosFarm.start();
    const customer = new Customer(farm, new SeededRandom(SEED));
    const audit = new Audit(farm, customer);
    try {
      for (let first = 1; first <= ROUNDS; first += ROUNDS_PER_AUDIT) {
        const last = Math.min(ROUNDS, first + ROUNDS_PER_AUDIT - 1);
        const story = await playRounds(farm, customer, first, last);
        const violations = await audit.violations();
        if (violations.length > 0)
          throw new Error([`CHAOS_SEED=${SEED}, after round ${last}:`, ...violations, ...story].join('\n'));
      }
      expect(await audit.leftAfterSweep()).toEqual([]);
      expect(customer.jobs.size).toBe(ROUNDS);
    } finally {
      if (process.env['CHAOS_KEEP']) process.stdout.write(`kept: ${farm.folder}\n`);
      else await farm.stop();
    }
  },
  60_000 + ROUNDS * ROUND_MS,
);
