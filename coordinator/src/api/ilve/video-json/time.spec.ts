import { parseTime } from './time.js';

describe('times', () => {
  test.each([
    [2, 2],
    [0.25, 0.25],
    [-1, -1],
    ['3', 3],
    [' 1.5 ', 1.5],
    ['.5', 0.5],
    ['1.5s', 1.5],
    ['500ms', 0.5],
    ['2m', 120],
    ['1h', 3600],
    ['45f', 1.5],
    ['-2s', -2],
    ['01:30', 90],
    ['01:00:02', 3602],
    ['00:00:01:15', 1.5],
    ['0:01.5', 1.5],
  ])('%p is %p s at 30 fps', (value, seconds) => expect(parseTime(value, 30)).toBeCloseTo(seconds, 9));

  test.each([
    'abcs',
    '',
    's',
    '1:2:3:4:5',
    '-3',
    '1,5',
    '1.2.3',
    'NaN',
    'Infinity',
    '1e3',
    ':',
    '1::2',
    NaN,
    Infinity,
    1e309,
    null,
    undefined,
    true,
    {},
    [],
    '1'.repeat(1_000_000),
  ])('garbage %# is refused', (value) => expect(parseTime(value, 30)).toBeUndefined());
});
