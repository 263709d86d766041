import { nextTryIn } from './backoff.policy.js';

test('six tries over some hours, then no more', () => {
  expect([1, 2, 3, 4, 5, 6].map((tries) => nextTryIn(tries, 0.5))).toEqual([
    30_000,
    120_000,
    600_000,
    3_600_000,
    21_600_000,
    undefined,
  ]);
});
test('spread by a fifth', () => expect([nextTryIn(1, 0), nextTryIn(1, 1)]).toEqual([24_000, 36_000]));
