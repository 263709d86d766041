import fc from 'fast-check';
import { parseRange } from './byte-range.policy.js';

test.each([
  [undefined, 'whole'],
  ['', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['bytes=0-4,8-9', 'whole'],
  ['bytes=9-1', 'whole'],
  ['bytes=0-', { start: 0, end: 9 }],
  ['bytes= 2 - 3', { start: 2, end: 3 }],
  ['bytes=2-300', { start: 2, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-300', { start: 0, end: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
])('%p of ten bytes', (header, expected) => expect(parseRange(header, 10)).toEqual(expected));

test('an empty file has no range', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable');
});

test('a range never leaves the file', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e9 }), (from, to, size) => {
      const range = parseRange(`bytes=${from}-${to}`, size);
      if (typeof range === 'string') return true;
      return range.start >= 0 && range.start <= range.end && range.end < size;
    }),
  );
});
