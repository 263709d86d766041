import { SystemClock } from './clock.js';
import { Rounds } from './rounds.js';

describe('work that a timer repeats', () => {
  test('rounds never overlap, and the end waits for the one that runs', async () => {
    const ends: (() => void)[] = [];
    const rounds = new Rounds(new SystemClock(), 3_600_000, () => new Promise((end) => ends.push(end)));
    rounds.start();
    const first = rounds.now();
    expect(rounds.now()).toBe(first);
    let stopped = false;
    const stop = rounds.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect([ends.length, stopped]).toEqual([1, false]);
    ends[0]?.();
    await stop;
    expect(stopped).toBe(true);
  });

  test('the timer begins them, until it is stopped', async () => {
    let ring = (): void => undefined;
    let count = 0;
    const clock = new (class extends SystemClock {
      override every(_: number, run: () => void) {
        ring = run;
        return () => (ring = () => undefined);
      }
    })();
    const rounds = new Rounds(clock, 1000, async () => void count++);
    rounds.start();
    ring();
    await rounds.now();
    await rounds.stop();
    ring();
    expect(count).toBe(1);
  });
});
