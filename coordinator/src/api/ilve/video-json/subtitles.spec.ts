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
