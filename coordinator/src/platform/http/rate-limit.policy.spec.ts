import { spend } from './rate-limit.policy.js';

test('a burst up to the limit, then one more for every share of a minute', () => {
  let verdict = spend(3, undefined, 0);
  expect(verdict).toMatchObject({ allowed: true, remaining: 2, retryAfter: 0 });
  verdict = spend(3, verdict.budget, 0);
  verdict = spend(3, verdict.budget, 0);
  expect(verdict).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 60, retryAfter: 20 });
  verdict = spend(3, verdict.budget, 0);
  expect(verdict).toMatchObject({ allowed: false, retryAfter: 20 });
  expect(spend(3, verdict.budget, 19_000).allowed).toBe(false);
  expect(spend(3, verdict.budget, 20_001).allowed).toBe(true);
});

test('a budget never grows over the limit, and a clock that goes back takes nothing away', () => {
  const { budget } = spend(5, undefined, 1_000_000);
  expect(spend(5, budget, 9_000_000).remaining).toBe(4);
  expect(spend(5, budget, 0).remaining).toBe(3);
});
