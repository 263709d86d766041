import type { Animation, Keyframe, PropertyDefinition } from '../scene/index.js';
import { defaultOf, propertyOf } from '../scene/index.js';
import { cubicBezier, ease } from './easing.js';
import { evaluate } from './evaluate.js';
import { sampleKeyframes } from './keyframes.js';

const define = (kind: 'text' | 'shape', name: string) => propertyOf(kind, name) as PropertyDefinition;
const track = (...keyframes: Keyframe[]): Animation => ({ property: 'x', keyframes });

describe('easings', () => {
  test.each([
    ['linear', 0.25, 0.25],
    ['easeIn', 0.5, 0.25],
    ['easeOut', 0.5, 0.75],
    ['easeInOut', 0.25, 0.125],
    ['easeInOut', 0.75, 0.875],
    ['step', 0.99, 0],
    ['cubic-bezier(0, 0, 1, 1)', 0.3, 0.3],
  ] as const)('%s at %d', (easing, t, value) => expect(ease(easing, t)).toBeCloseTo(value, 9));

  test('a bezier may leave the unit square', () => {
    expect(cubicBezier([0.5, -0.5, 0.5, 1.5], 0.2)).toBeLessThan(0);
    expect(cubicBezier([0.25, 0.1, 0.25, 1], 0.5)).toBeCloseTo(0.8024, 4);
  });
});

describe('sampleKeyframes', () => {
  const opacity = define('text', 'opacity');
  const rise = track({ time: 1, value: 0, easing: 'easeIn' }, { time: 3, value: 1 });

  test.each([
    [0, 0],
    [1, 0],
    [2, 0.25],
    [3, 1],
    [9, 1],
  ])('at second %d: %d', (time, value) => expect(sampleKeyframes(rise, time, opacity)).toBeCloseTo(value, 9));

  test('step holds until the next keyframe', () => {
    const held = track({ time: 0, value: 0.2, easing: 'step' }, { time: 1, value: 0.9 });
    expect(sampleKeyframes(held, 0.99, opacity)).toBe(0.2);
    expect(sampleKeyframes(held, 1, opacity)).toBe(0.9);
  });

  test('two keyframes at one time jump', () => {
    const jump = track(
      { time: 0, value: 0 },
      { time: 1, value: 0.4 },
      { time: 1, value: 0.8 },
      { time: 2, value: 1 },
    );
    expect(sampleKeyframes(jump, 0.5, opacity)).toBeCloseTo(0.2, 9);
    expect(sampleKeyframes(jump, 1, opacity)).toBe(0.8);
  });

  test('points grow by zeros, other lists by their last element', () => {
    const position = track({ time: 0, value: [0, 0] }, { time: 1, value: [1, 1, 10] });
    expect(sampleKeyframes(position, 0.5, define('text', 'position'))).toEqual([0.5, 0.5, 5]);
    const scale = track({ time: 0, value: 0.25 }, { time: 1, value: [1, 0.5] });
    expect(sampleKeyframes(scale, 0.5, define('text', 'scale'))).toEqual([0.625, 0.375]);
  });

  test('lengths keep a common unit and mix unlike ones in pixels', () => {
    const padding = define('text', 'padding');
    const same = track({ time: 0, value: { n: 10, unit: 'px' } }, { time: 1, value: { n: 20, unit: 'px' } });
    expect(sampleKeyframes(same, 0.5, padding)).toEqual({ n: 15, unit: 'px' });
    const unlike = track({ time: 0, value: { n: 10, unit: 'px' } }, { time: 1, value: 2 });
    expect(sampleKeyframes(unlike, 0.5, padding, { em: 50, percent: 100 })).toEqual({ n: 55, unit: 'px' });
  });

  test('colours use the curves of browsers', () => {
    const fill = track({ time: 0, value: '#ff0000', easing: 'easeIn' }, { time: 1, value: 'blue' });
    expect(sampleKeyframes(fill, 0.5, define('shape', 'fill'))).toBe('rgba(175,0,80,1)');
  });

  test('what cannot be animated holds the keyframe before', () => {
    const family = track({ time: 0, value: 'Inter' }, { time: 1, value: 'Noto Sans' });
    expect(sampleKeyframes(family, 0.9, define('text', 'fontFamily'))).toBe('Inter');
  });
});

test('keyframes override the static value, and that the default', () => {
  const layer = { kind: 'text', properties: { opacity: 0.5 }, animations: [] } as unknown as Parameters<
    typeof evaluate
  >[0]['layer'];
  expect(evaluate({ layer }, 'opacity', 0)).toBe(0.5);
  expect(evaluate({ layer }, 'fontSize', 0)).toBe(defaultOf('text', 'fontSize'));
  const moving = { ...layer, animations: [{ property: 'opacity', keyframes: [{ time: 0, value: 0.1 }] }] };
  expect(evaluate({ layer: moving }, 'opacity', 5)).toBe(0.1);
});
