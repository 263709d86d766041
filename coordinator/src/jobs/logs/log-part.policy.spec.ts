import type { Attempt } from '../job.types.js';
import { logPart, ownsLog, type PlacedPiece } from './log-part.policy.js';

const piece = (attemptId: string, startsAt: number, place: number, text: string): PlacedPiece => ({
  attemptId,
  startsAt,
  place,
  sizeBytes: new TextEncoder().encode(text).length,
  text,
});

test('neighbours of one attempt become one entry; another attempt begins a new one', () => {
  const pieces = [
    piece('a', 0, 0, 'one\n'),
    piece('a', 4, 4, 'two\n'),
    piece('b', 0, 8, 'b\n'),
    piece('a', 8, 10, 'x\n'),
  ];
  expect(logPart(pieces, 0, 12)).toEqual({
    entries: [
      { attemptId: 'a', startsAt: 0, text: 'one\ntwo\n' },
      { attemptId: 'b', startsAt: 0, text: 'b\n' },
      { attemptId: 'a', startsAt: 8, text: 'x\n' },
    ],
    before: undefined,
    next: 12,
    more: false,
  });
});

test('a piece that ends at the offset only tells whose log came before', () => {
  const pieces = [piece('a', 0, 0, 'one\n'), piece('b', 0, 4, 'two\n')];
  expect(logPart(pieces, 4, 8)).toEqual({
    entries: [{ attemptId: 'b', startsAt: 0, text: 'two\n' }],
    before: 'a',
    next: 8,
    more: false,
  });
  expect(logPart(pieces.slice(0, 1), 4, 4)).toMatchObject({ entries: [], before: 'a', next: 4, more: false });
});

test('an offset inside a piece cuts it in bytes', () => {
  expect(logPart([piece('a', 100, 10, 'grö\n')], 14, 99)).toEqual({
    entries: [{ attemptId: 'a', startsAt: 104, text: '\n' }],
    before: 'a',
    next: 15,
    more: true,
  });
});

test('nothing more is no entry and the same offset', () => {
  expect(logPart([], 7, 7)).toEqual({ entries: [], before: undefined, next: 7, more: false });
});

const attempt = { id: 'a', orderId: 'o', token: 2, agentId: 'me', state: 'failed' } as Attempt;
const ref = { attemptId: 'a', orderId: 'o', token: 2 };
test.each([
  ['its own, lost or not', attempt, ref, 'me', true],
  ['of another agent', attempt, ref, 'you', false],
  ['with another token', attempt, { ...ref, token: 1 }, 'me', false],
  ['of another order', attempt, { ...ref, orderId: 'p' }, 'me', false],
  ['of nobody', undefined, ref, 'me', false],
] as const)('a log %s', (_, known, named, agentId, owns) =>
  expect(ownsLog(known, named, agentId)).toBe(owns),
);
