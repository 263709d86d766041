import type { CaptionsLayer } from '@farm/shared/scene';
import { activeCaption, wrapWords } from './active-caption.js';

const layer = (captions: CaptionsLayer['captions'], maxCharsPerLine = 10, maxLines = 2) =>
  ({ captions, maxCharsPerLine, maxLines }) as CaptionsLayer;

describe('the caption of a moment', () => {
  const two = layer([
    { text: 'one', start: 0, end: 1 },
    { text: 'two', start: 1, end: 2 },
  ]);

  test.each([
    [0, 'one'],
    [1, 'one'],
    [1.01, 'two'],
    [2, 'two'],
    [2.01, ''],
  ])('at %p it is %p: both ends are shown and the earlier one wins', (time, text) => {
    expect(activeCaption(two, time)).toBe(text);
  });

  test('what needs more lines than allowed comes in pages that share the time by characters', () => {
    const long = layer([{ text: 'aaaa bbbb cccc dddd eeee ffff', start: 0, end: 28 }]);
    expect(activeCaption(long, 0)).toBe('aaaa bbbb\ncccc dddd');
    expect(activeCaption(long, 18.9)).toBe('aaaa bbbb\ncccc dddd');
    expect(activeCaption(long, 19.1)).toBe('eeee ffff');
    expect(activeCaption(long, 28)).toBe('eeee ffff');
  });

  test('a word longer than a line is kept whole', () => {
    expect(wrapWords('abcdefghijklmnop q', 10)).toEqual(['abcdefghijklmnop', 'q']);
  });
});
