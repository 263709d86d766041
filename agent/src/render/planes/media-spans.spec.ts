import { extend, SpanFollower, type MediaSpan } from './media-spans.js';

function spansOf(times: number[]): MediaSpan[] {
  const follower = new SpanFollower();
  const spans: MediaSpan[] = [];
  for (const time of times) {
    if (follower.begins(time)) spans.push({ from: time, to: time, backwards: false });
    extend(spans.at(-1) as MediaSpan, time);
  }
  return spans;
}

describe('spans of media', () => {
  test.each([
    ['nothing asked', [], []],
    ['one way, with a rest', [0, 1, 1, 2], [{ from: 0, to: 2, backwards: false }]],
    ['backwards', [2, 1, 0], [{ from: 0, to: 2, backwards: true }]],
    [
      'a loop',
      [1, 2, 3, 1, 2],
      [
        { from: 1, to: 3, backwards: false },
        { from: 1, to: 2, backwards: false },
      ],
    ],
    [
      'a loop of two pictures',
      [0, 1, 0, 1],
      [
        { from: 0, to: 1, backwards: false },
        { from: 0, to: 1, backwards: false },
      ],
    ],
    [
      'a loop backwards',
      [3, 2, 1, 3, 2],
      [
        { from: 1, to: 3, backwards: true },
        { from: 2, to: 3, backwards: true },
      ],
    ],
  ])('%s', (_name, times, spans) => expect(spansOf(times)).toEqual(spans));
});
