import { mayJudge, type Watch } from './amnesty.policy.js';

const TTL = 15_000;
const EVERY = 2000;
const from = (at: number): Watch => ({ awakeSince: at, lastLook: at });

/** Looks every two seconds until `end`; answers the first moment at which leases were judged. */
function firstJudged(watch: Watch, end: number): number | undefined {
  for (let now = watch.lastLook + EVERY; now <= end; now += EVERY) {
    const judged = mayJudge(watch, now, EVERY, TTL);
    if (judged.may) return now;
    watch = judged.watch;
  }
  return undefined;
}

describe('amnesty', () => {
  test('nobody is judged in the first TTL after our start', () => {
    expect(firstJudged(from(0), 14_999)).toBeUndefined();
    expect(firstJudged(from(0), 60_000)).toBe(16_000);
  });
  test('a look that comes much too late begins the amnesty again', () => {
    const late = mayJudge({ awakeSince: 0, lastLook: 100_000 }, 130_000, EVERY, TTL);
    expect(late).toEqual({ may: false, watch: { awakeSince: 130_000, lastLook: 130_000 } });
    expect(firstJudged(late.watch, 200_000)).toBe(146_000);
  });
  test('a little lateness is no absence', () => {
    expect(mayJudge({ awakeSince: 0, lastLook: 100_000 }, 105_000, EVERY, TTL).may).toBe(true);
  });
});
