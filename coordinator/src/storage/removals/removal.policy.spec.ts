import { againAfterFailure, againAfterSuccess, folder, type Removal } from './removal.policy.js';

const now = new Date('2030-01-01T00:00:00Z');
const removal = (change: Partial<Removal> = {}): Removal => ({
  id: 'a',
  target: 'outputs/w/j',
  wholeFolder: true,
  until: now,
  tries: 1,
  ...change,
});
const seconds = (date: Date | undefined): number | undefined =>
  date && (date.getTime() - now.getTime()) / 1000;

test('is done when nobody can write there any more, else repeated after the last grant', () => {
  expect(againAfterSuccess(removal(), now)).toBeUndefined();
  const until = new Date(now.getTime() + 3_600_000);
  expect(seconds(againAfterSuccess(removal({ until }), now))).toBe(3660);
});

test('waits longer after each failure, an hour at most', () => {
  expect([1, 2, 3, 8, 500].map((tries) => seconds(againAfterFailure(removal({ tries }), now)))).toEqual([
    30, 60, 120, 3600, 3600,
  ]);
});

test('a folder may name until when it is written to', () => {
  expect(folder('outputs/w/j')).toEqual({ target: 'outputs/w/j', wholeFolder: true });
  expect(folder('outputs/w/j', now)).toEqual({ target: 'outputs/w/j', wholeFolder: true, until: now });
});
