import { readPlacement } from './placement.policy.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const read = (given: Record<string, unknown>) => readPlacement(given, NOW);

test('what the vendor’s clients send wishes nothing', () => {
  expect(read({ videoJSON: {} })).toEqual({ wishes: {}, issues: [] });
  expect(read({ requires: null, prefers: null, notBefore: null, priority: null })).toEqual({
    wishes: {},
    issues: [],
  });
});

test('labels once each, and a time with its offset', () => {
  const given = { requires: ['region=eu', 'a', 'a'], prefers: [], notBefore: '2026-11-24T14:00:00+01:00' };
  const notBefore = new Date('2026-11-24T13:00:00Z');
  expect(read(given).wishes).toEqual({ requires: ['region=eu', 'a'], prefers: [], notBefore });
});

test.each([-100, 0, 7, 100])('priority %d', (priority) =>
  expect(read({ priority })).toEqual({ wishes: { priority }, issues: [] }),
);

test('a time that is over is now', () =>
  expect(read({ notBefore: '2020-01-01T00:00:00Z' })).toEqual({ wishes: {}, issues: [] }));

test.each([
  ['requires', 'studio'],
  ['requires', ['']],
  ['requires', ['two words']],
  ['requires', [1]],
  ['prefers', Array.from({ length: 17 }, (_, i) => `l${i}`)],
  ['prefers', ['x'.repeat(64)]],
  ['notBefore', 'tomorrow'],
  ['notBefore', '2026-12-24'],
  ['notBefore', '2026-12-24T22:00:00'],
  ['notBefore', '2028-01-01T00:00:00Z'],
  ['notBefore', 5],
  ['priority', 'high'],
  ['priority', 101],
  ['priority', 1.5],
])('%s: %j is refused with its path', (path, value) =>
  expect(read({ [path]: value }).issues).toMatchObject([{ path }]),
);
