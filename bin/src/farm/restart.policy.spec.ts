import { nextStart } from './restart.policy.js';

const killed = { code: null, ranMs: 5_000, wasReady: true, endsBefore: 0 };

describe('a daemon that ended by itself', () => {
  test('is started again at once the first time', () => {
    expect(nextStart(killed)).toEqual({ again: true, waitMs: 0, endsBefore: 1 });
  });

  test('waits longer each time, up to ten seconds', () => {
    const waits = [1, 2, 3, 9].map((endsBefore) => nextStart({ ...killed, endsBefore }));
    expect(waits.map((next) => next.again && next.waitMs)).toEqual([250, 500, 1000, 10_000]);
  });

  test('a minute of good work makes up for the past', () => {
    expect(nextStart({ ...killed, ranMs: 60_000, endsBefore: 7 })).toEqual({
      again: true,
      waitMs: 0,
      endsBefore: 1,
    });
  });

  test('wrong settings do not get better by trying again', () => {
    expect(nextStart({ ...killed, code: 78 })).toEqual({ again: false });
  });

  test('one that never was ready is given up after five ends, one that was never', () => {
    expect(nextStart({ ...killed, code: 1, wasReady: false, endsBefore: 3 }).again).toBe(true);
    expect(nextStart({ ...killed, code: 1, wasReady: false, endsBefore: 4 }).again).toBe(false);
    expect(nextStart({ ...killed, code: 1, endsBefore: 40 }).again).toBe(true);
  });
});
