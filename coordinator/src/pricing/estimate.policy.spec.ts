import { estimateCost } from './estimate.policy.js';

describe('price of a render', () => {
  test.each([
    ['the published example', 640, 360, 30, 2, 0.04],
    ['a second of 1080p30', 1920, 1080, 30, 1, 0.18],
    ['a second of 4K30', 3840, 2160, 30, 1, 0.72],
    ['twice the frames, twice the price', 640, 360, 60, 2, 0.08],
    ['the smallest', 16, 16, 1, 0.1, 0.01],
    ['half a hundredth goes up', 640, 360, 30, 1.25, 0.03],
  ])('%s', (_, width, height, fps, duration, cost) => {
    expect(estimateCost({ width, height, fps, duration })).toBe(cost);
  });
});
