import { clockProblem, strangeness } from './same-farm.policy.js';

const row = (more: object = {}) => ({ id: '1', host: 'one', secretMark: 's', filesMark: 'f', ...more });

test('coordinators with the same key and the same files are one farm, also with nobody else', () => {
  expect(strangeness(row(), [])).toBeUndefined();
  expect(strangeness(row(), [row({ id: '2' }), row({ id: '3' })])).toBeUndefined();
});

test.each([
  [{ secretMark: 'other' }, /on two .*FRAMEFARM_SECRET_KEY/],
  [{ filesMark: 'other' }, /on two .*FRAMEFARM_FILES/],
])('%j is another farm', (more, sentence) => {
  expect(strangeness(row(), [row({ id: '3' }), row({ id: '2', host: 'two', ...more })])).toMatch(sentence);
});

test('a clock may differ a little from the database', () => {
  expect(clockProblem(10_000, 8_001)).toBeUndefined();
  expect(clockProblem(10_000, 7_900)).toBe(
    "the clock of this machine is 2.1 s ahead of the database's; set it by NTP",
  );
  expect(clockProblem(7_900, 10_000)).toMatch(/2\.1 s behind/);
});
