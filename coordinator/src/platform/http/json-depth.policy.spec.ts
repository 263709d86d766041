import { isDeeperThan } from './json-depth.policy.js';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

test.each([
  [1, false],
  [200, false],
  [202, true],
  [100_000, true],
])('%i levels, 200 allowed: too deep is %p', (levels, deep) => {
  expect(isDeeperThan(nested(levels), 200)).toBe(deep);
});
test('what is no JSON object has no depth', () => {
  for (const value of [null, undefined, 'text', 5]) expect(isDeeperThan(value, 0)).toBe(false);
});
