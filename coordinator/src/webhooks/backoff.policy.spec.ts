import { judgeAnswer, MOST_TRIES } from './backoff.policy.js';

const refused = { status: 500, text: '' };
const judge = (tries: number, random = 0.5, once = false) => judgeAnswer(refused, { tries, once, random });

test('waits double up to four hours and fill about a day, then it is dead with a reason', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, index) => judge(index + 1)).map((verdict) =>
    verdict.kind === 'retry' ? verdict.inMs / 1000 : undefined,
  );
  expect(waits.slice(0, 4)).toEqual([30, 60, 120, 240]);
  expect(Math.max(...waits.map(Number))).toBe(14_400);
  const hours = waits.reduce<number>((sum, wait) => sum + Number(wait), 0) / 3600;
  expect(hours).toBeGreaterThan(24);
  expect(hours).toBeLessThan(25);
  expect(judge(MOST_TRIES)).toEqual({ kind: 'dead', reason: expect.stringMatching(/15 tries.*HTTP 500/) });
});

test('spread by a fifth', () =>
  expect([judge(1, 0), judge(1, 1)]).toEqual([
    { kind: 'retry', inMs: 24_000 },
    { kind: 'retry', inMs: 36_000 },
  ]));

test.each([200, 201, 204, 299])('%d is delivered', (status) =>
  expect(judgeAnswer({ status, text: '' }, { tries: 1, once: false, random: 0 })).toEqual({
    kind: 'delivered',
  }),
);

test.each([199, 301, 302, 307, 400, 404, 429, 503])('%d is tried again', (status) =>
  expect(judgeAnswer({ status, text: '' }, { tries: 1, once: false, random: 0 }).kind).toBe('retry'),
);

test('410 ends it at once', () =>
  expect(judgeAnswer({ status: 410, text: '' }, { tries: 1, once: false, random: 0 })).toEqual({
    kind: 'dead',
    reason: expect.stringContaining('410'),
  }));

test('a test is tried once', () => {
  expect(judge(1, 0.5, true).kind).toBe('dead');
  expect(judgeAnswer({ error: 'socket hang up' }, { tries: 1, once: true, random: 0 })).toEqual({
    kind: 'dead',
    reason: expect.stringContaining('socket hang up'),
  });
});
