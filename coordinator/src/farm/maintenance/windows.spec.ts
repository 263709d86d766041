import { openUntil, opensNext, windowProblem, type MaintenanceWindow } from './windows.js';

const at = (time: string): number => Date.parse(`2026-11-${time}Z`);
/** 02:00 UTC in winter, weekdays. */
const nightly: MaintenanceWindow = { start: '0 3 * * 1-5', minutes: 90, timeZone: 'Europe/Berlin' };

test.each<[string, string | undefined]>([
  ['24T01:59:59.999', undefined],
  ['24T02:00:00.000', '2026-11-24T03:30:00.000Z'],
  ['24T02:00:00.999', '2026-11-24T03:30:00.000Z'],
  ['24T03:29:59.999', '2026-11-24T03:30:00.000Z'],
  ['24T03:30:00.000', undefined],
  ['22T02:30:00.000', undefined],
])('at %s a nightly window is open until %s', (now, until) =>
  expect(openUntil([nightly], at(now))?.toISOString()).toBe(until),
);

test('a window that is open stays so in the second before it opens again', () => {
  const always: MaintenanceWindow = { start: '0 * * * *', minutes: 61 };
  expect(openUntil([always], at('24T02:59:59.500'))?.toISOString()).toBe('2026-11-24T03:01:00.000Z');
});

test('of several windows the one that ends last counts', () => {
  const windows = [nightly, { start: '0 * * * *', minutes: 200 }];
  expect(openUntil(windows, at('24T02:10:00'))?.toISOString()).toBe('2026-11-24T05:20:00.000Z');
  expect(openUntil([], at('24T02:10:00'))).toBeUndefined();
});

test('the next opening', () => {
  expect(opensNext([nightly], at('24T02:00:00'))?.toISOString()).toBe('2026-11-25T02:00:00.000Z');
  expect(opensNext([], at('24T02:00:00'))).toBeNull();
});

test.each<[Partial<MaintenanceWindow>, RegExp | undefined]>([
  [{}, undefined],
  [{ start: '0 3 * *' }, /cron expression/],
  [{ start: 'every night' }, /cron expression/],
  [{ start: '0 0 31 2 *' }, /never comes/],
  [{ timeZone: 'Mars/Base' }, /no time zone/],
])('%j: %s', (change, problem) => {
  const found = windowProblem({ ...nightly, ...change });
  if (problem) expect(found).toMatch(problem);
  else expect(found).toBeUndefined();
});
