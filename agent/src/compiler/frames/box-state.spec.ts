import type { TimedLayer } from '@farm/shared/scene';
import { filtersOf } from './box-state.js';
import { PropertyReader } from './property-reader.js';

/** A layer with a blur of the given pixels at 0 s and 4 s; one value alone stands still. */
function blurAt(time: number, ...pixels: number[]): number {
  const keyframes = pixels.map((n, index) => ({ time: index * 4, value: { n, unit: 'px' } }));
  const layer = {
    kind: 'image',
    properties: pixels.length === 1 ? { filterBlur: { n: pixels[0], unit: 'px' } } : {},
    animations: pixels.length === 1 ? [] : [{ property: 'filterBlur', keyframes }],
  };
  const timed = { layer } as unknown as Pick<TimedLayer, 'layer'>;
  return filtersOf(new PropertyReader(timed, time, { vw: 19.2, vmin: 10.8 })).blur;
}

describe('a blur that changes', () => {
  const frames = Array.from({ length: 121 }, (_, frame) => frame / 30);

  test('goes in steps, so that neighbouring frames share a picture', () => {
    expect(new Set(frames.map((time) => blurAt(time, 0, 3))).size).toBe(25);
  });

  test.each([0.5, 3, 9.6, 40])('is never far from the true value up to %s px', (end) => {
    for (const time of frames) {
      const exact = (end * time) / 4;
      expect(Math.abs(blurAt(time, 0, end) - exact)).toBeLessThanOrEqual(Math.max(1 / 16, exact / 64) + 1e-9);
    }
  });

  test('starts and ends sharp', () => {
    expect(blurAt(0, 0, 3)).toBe(0);
    expect(blurAt(4, 3, 0)).toBe(0);
  });
});

test('a blur that stands still is exact', () => {
  expect(blurAt(1, 0.3)).toBe(0.3);
});
