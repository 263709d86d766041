import { Audit } from './audit.js';
import { ChaosFarm, type Films } from './chaos-farm.js';
import { Customer } from './customer.js';
import { misfortunesOf } from './misfortunes.js';
import { SeededRandom } from './random.js';

/** `npm run chaos -- --rounds 500 --seed 7` sets both. The same seed is the same misfortunes, not the same moments. */
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 20);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** Between two looks at everything. */
const ROUNDS_PER_AUDIT = 10;
/** Longest time that a round may take, rest and audit included, milliseconds. */
const ROUND_MS = 30_000;

/** Every other ten rounds films are cut, so that deaths hit plans, pieces and their joining. */
const filmsOf = (first: number): Films =>
  Math.floor(first / ROUNDS_PER_AUDIT) % 2 === 1 ? 'always' : 'never';

/** A misfortune comes within so long of the order of a film, milliseconds: while it is made. */
const LONGEST_WAIT_MS = { whole: 1200, pieces: 3500 };

/** Rounds that go on at the same time, and the pause between their beginnings, milliseconds. */
const ROUNDS_AT_ONCE = 4;
const PACE_MS = 600;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A film is ordered while one or two things go wrong at random moments of its making. Answers what they were. */
async function playRound(farm: ChaosFarm, customer: Customer, random: SeededRandom): Promise<string> {
  const known = misfortunesOf(farm);
  const chosen = [random.weighed(known), ...(random.next() < 0.35 ? [random.weighed(known)] : [])];
  const longest = farm.cutsFilms ? LONGEST_WAIT_MS.pieces : LONGEST_WAIT_MS.whole;
  const strikes = chosen.map(async ({ strike, most }) => {
    const own = new SeededRandom(random.between(0, 2 ** 31));
    await wait(own.between(0, longest));
    const end = strike(farm, own);
    await wait(own.between(most / 4, most));
    await end();
  });
  await allDone([customer.order(), ...strikes]);
  return chosen.map(({ name }) => name).join(' + ');
}

/** Waits for all, also when one fails: nobody plays on while the farm is taken down. */
async function allDone(playing: Iterable<Promise<unknown>>): Promise<void> {
  for (const end of await Promise.allSettled(playing)) if (end.status === 'rejected') throw end.reason;
}

/** Rounds `first` to `last`, a few at a time. */
async function playRounds(
  farm: ChaosFarm,
  customer: Customer,
  first: number,
  last: number,
): Promise<string[]> {
  const story: string[] = [];
  const all: Promise<void>[] = [];
  const playing = new Set<Promise<void>>();
  for (let round = first; round <= last; round++) {
    if (playing.size >= ROUNDS_AT_ONCE) await Promise.race(playing);
    const played = playRound(farm, customer, new SeededRandom(SEED + round)).then(
      (happened) => void story.push(`${round}: ${happened}`),
    );
    all.push(played);
    // A fault is thrown when all of them have ended.
    const over: Promise<void> = played.catch(() => undefined).finally(() => playing.delete(over));
    playing.add(over);
    await wait(PACE_MS);
  }
  await allDone(all);
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
        await farm.makeFilms(filmsOf(first));
        const story = await playRounds(farm, customer, first, last);
        const violations = await audit.violations();
        if (violations.length > 0)
          throw new Error([`CHAOS_SEED=${SEED}, after round ${last}:`, ...violations, ...story].join('\n'));
      }
      expect(await audit.leftAfterSweep()).toEqual([]);
      expect(customer.jobs.size).toBe(ROUNDS);
      if (ROUNDS > ROUNDS_PER_AUDIT) expect(await audit.pieces()).toBeGreaterThan(0);
    } finally {
      if (process.env['CHAOS_KEEP']) process.stdout.write(`kept until the next run: ${farm.folder}\n`);
      else await farm.stop();
    }
  },
  60_000 + ROUNDS * ROUND_MS,
);
