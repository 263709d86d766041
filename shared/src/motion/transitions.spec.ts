import type { TimedLayer, Transition } from '../scene/index.js';
import { transitionPose, transitionSeconds } from './transitions.js';

const CANVAS = { width: 1600, height: 900, fps: { num: 30, den: 1 } };

function timed(
  length: number,
  transitionIn?: Partial<Transition>,
  transitionOut?: Partial<Transition>,
): TimedLayer {
  const full = (given: Partial<Transition>): Transition => ({
    name: 'fade',
    duration: 1,
    params: {},
    ...given,
  });
  const layer = {
    ...(transitionIn ? { transitionIn: full(transitionIn) } : {}),
    ...(transitionOut ? { transitionOut: full(transitionOut) } : {}),
  };
  return { layer, start: 1, length } as unknown as TimedLayer;
}

describe('windows', () => {
  test('shrink together when they do not fit', () => {
    expect(transitionSeconds(timed(2, { duration: 3 }, { duration: 1 }))).toEqual({ in: 1.5, out: 0.5 });
    expect(transitionSeconds(timed(5, { duration: 3 }, { duration: 1 }))).toEqual({ in: 3, out: 1 });
  });
});

describe('poses', () => {
  test.each([
    [30, 0],
    [45, 0.5],
    [60, 1],
    [75, 1],
    [105, 0.5],
    [119, 1 / 30],
  ])('a fade in and out at frame %d', (frame, opacity) => {
    const pose = transitionPose(timed(3, {}, {}), frame, CANVAS);
    expect(pose.opacity).toBeCloseTo(opacity, 9);
    expect(pose.volume).toBeCloseTo(opacity, 9);
  });

  test('exits go back the way they came, with the eased pose', () => {
    const slide = { name: 'slideLeft' };
    const layer = timed(3, slide, slide);
    // easeOut at a half is 0.75.
    expect(transitionPose(layer, 45, CANVAS)).toMatchObject({
      moveX: expect.closeTo(0.12 * 0.25, 9),
      opacity: 1,
    });
    expect(transitionPose(layer, 105, CANVAS)).toMatchObject({
      moveX: expect.closeTo(0.12 * 0.75, 9),
      opacity: 0.5,
    });
  });

  test.each([
    ['slideUp', { moveY: 0.1 }],
    ['slideDown', { moveY: -0.1 }],
    ['slideLeft', { moveX: 0.12 }],
    ['slideRight', { moveX: -0.12 }],
    ['zoom', { scale: 0.85 }],
  ])('%s begins at its defaults, unseen', (name, pose) =>
    expect(transitionPose(timed(3, { name }), 30, CANVAS)).toMatchObject({ ...pose, opacity: 0 }),
  );

  test('parameters: distance, and no fade', () => {
    const slide = { name: 'slideUp', params: { distance: 0.5, fade: false } };
    expect(transitionPose(timed(3, slide), 30, CANVAS)).toMatchObject({ moveY: 0.5, opacity: 1 });
  });

  test('step stays at the first pose for the whole window', () => {
    expect(transitionPose(timed(3, { easing: 'step' }), 59, CANVAS).opacity).toBe(0);
    expect(transitionPose(timed(3, { easing: 'step' }), 60, CANVAS).opacity).toBe(1);
  });
});
