import { readAttempt, readOffset } from './log-query.policy.js';

test.each([
  [undefined, 0],
  ['0', 0],
  [' 12 ', 12],
  ['-1', 0],
  ['1e3', 0],
  ['x', 0],
  ['99999999999', 2 ** 31 - 1],
])('offset %j is %d', (text, offset) => expect(readOffset(text)).toBe(offset));

test.each([
  [undefined, undefined],
  ['', undefined],
  ['3', 3],
  ['x', 0],
  ['-1', 0],
])('attempt %j is %j', (text, number) => expect(readAttempt(text)).toBe(number));
