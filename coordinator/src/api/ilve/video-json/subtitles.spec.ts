import { pagesOf } from './caption-pages.js';
import { parseSubtitles } from './subtitles.js';

describe('SRT and WebVTT', () => {
  test('SRT with a byte order mark, CRLF and markup', () => {
    const text =
      '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>\r\nthere\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye';
    expect(parseSubtitles(text)).toEqual([
      { text: 'Hello\nthere', start: 1, end: 2.5 },
      { text: 'Bye', start: 3, end: 4 },
    ]);
  });

  test('WebVTT with a header, notes, ids and settings', () => {
    const text = 'WEBVTT\n\nNOTE by me\n\nintro\n00:01.000 --> 01:02.250 align:start\nHello';
    expect(parseSubtitles(text)).toEqual([{ text: 'Hello', start: 1, end: 62.25 }]);
  });

  test.each(['', 'hello', '00:00:02,000 --> 00:00:01,000\nbackwards'])('%p holds none', (text) =>
    expect(parseSubtitles(text)).toBeUndefined(),
  );
});

describe('pages of a caption', () => {
  const limits = { maxCharsPerLine: 10, maxLines: 2 };

  test('a short one stays as it is', () => {
    const entry = { text: 'one two', start: 0, end: 1 };
    expect(pagesOf(entry, limits)).toEqual([entry]);
  });

  test('a long one wraps by words, and pages share the time by characters', () => {
    const pages = pagesOf({ text: 'aaaa bbbb cccc dddd eeee ffff', start: 0, end: 29 }, limits);
    expect(pages.map(({ text }) => text)).toEqual(['aaaa bbbb\ncccc dddd', 'eeee ffff']);
    expect(pages[0]?.start).toBe(0);
    expect(pages[0]?.end).toBe(pages[1]?.start);
    expect(pages[1]?.end).toBeCloseTo(29);
    expect(pages[1]?.start).toBeCloseTo((29 * 19) / 28);
  });

  test('a word longer than a line is kept whole', () => {
    expect(pagesOf({ text: 'abcdefghijklmnop q', start: 0, end: 1 }, limits)[0]?.text).toBe(
      'abcdefghijklmnop\nq',
    );
  });
});
