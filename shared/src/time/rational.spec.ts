import { frameRate, frameTime, nearestFrame, toNumber } from './rational.js';

describe('frame rates', () => {
  test.each([
    [29.97, 30000, 1001],
    [23.976, 24000, 1001],
    [59.94, 60000, 1001],
    [30, 30, 1],
    [12.5, 25, 2],
    [29.5, 59, 2],
  ])('%p is %p/%p', (fps, num, den) => {
    expect(frameRate(fps)).toEqual({ num, den });
  });

  test('decimal sums land on their frame', () => {
    expect(nearestFrame(0.1 + 0.2, frameRate(30))).toBe(9);
    expect(nearestFrame(0.7, { num: 30, den: 1 })).toBe(21);
  });

  test('an hour of 29.97 has 107,892 frames', () => {
    expect(nearestFrame(3600, frameRate(29.97))).toBe(107892);
  });

  test('a frame and its time are inverse', () => {
    const fps = frameRate(23.976);
    for (const frame of [0, 1, 999, 123456]) expect(nearestFrame(frameTime(frame, fps), fps)).toBe(frame);
    expect(toNumber(fps)).toBeCloseTo(23.976, 3);
  });
});
