import { TRANSITIONS, type Layer, type TimedLayer, type Transition } from '../scene/index.js';
import { frameRate } from '../time/index.js';
import { transitionText } from './text-transitions.js';
import { REST } from './transition-pose.js';
import { PRESETS } from './transition-presets.js';
import { chance, cyrb53 } from './transition-random.js';
import { transitionPose } from './transitions.js';

const CANVAS = { width: 1600, height: 900, fps: frameRate(30) };

/** Enters linearly for a second, so that frame 30·t is the preset at t. */
function entering(name: string, params: Transition['params'] = {}, kind = 'text'): TimedLayer {
  const transitionIn: Transition = { name, duration: 1, easing: 'linear', params };
  const layer = { kind, id: 'layer-0', transitionIn, properties: {}, animations: [] } as unknown as Layer;
  return { layer, start: 0, length: 4, startFrame: 0, endFrame: 120, sourceDuration: 4, children: [] };
}

const poseAt = (t: number, name: string, params: Transition['params'] = {}, kind = 'text') =>
  transitionPose(entering(name, params, kind), 30 * t, CANVAS);
const textAt = (t: number, name: string, text: string, params: Transition['params'] = {}) =>
  transitionText(entering(name, params), 30 * t, CANVAS.fps, text);

describe('poses', () => {
  test('every preset either moves the layer or writes its text', () => {
    const writers = ['typewriter', 'scrambleDecode', 'numberCountUp'];
    expect([...Object.keys(PRESETS), ...writers].sort()).toEqual([...TRANSITIONS.keys()].sort());
  });

  test.each(Object.keys(PRESETS))('%s is at rest outside of its window', (name) => {
    expect(poseAt(1, name)).toEqual(REST);
  });

  test.each([
    ['slideUp', { moveY: 0.05, opacity: 1 }],
    ['slideRight', { moveX: -0.06, opacity: 1 }],
    ['zoom', { scale: 0.925, opacity: 1 }],
    ['rotate3dY', { turn: 37.5, opacity: 0.7 }],
    ['tilt3d', { tilt: -30, moveY: 0.02, opacity: 0.7 }],
    ['spin', { roll: 180, scale: 0.6, opacity: 0.75 }],
    ['trackingExpand', { spacing: -0.06, opacity: 0.5, blur: 0.15 }],
    ['glitchResolve', { opacity: 0.8 }],
  ])('%s half way', (name, expected) => {
    const pose = poseAt(0.5, name);
    for (const [part, value] of Object.entries(expected))
      expect(pose[part as keyof typeof pose]).toBeCloseTo(value, 9);
  });

  test('overshootPop goes past its size and tilts to one side for good', () => {
    expect(poseAt(0.8, 'overshootPop').scale).toBeGreaterThan(1);
    const sign = chance('layer-0', 'overshootPop:tiltDir') < 0.5 ? -1 : 1;
    expect(poseAt(0.5, 'overshootPop').roll).toBeCloseTo(3 * sign, 9);
  });

  test('motionBlurSlide travels the same pixels whatever its angle, and blurs along its way', () => {
    const across = poseAt(0.5, 'motionBlurSlide');
    expect(across.moveX * CANVAS.width).toBeCloseTo(0.09 * CANVAS.height, 6);
    const down = poseAt(0.5, 'motionBlurSlide', { angle: 90 });
    expect(down.moveY * CANVAS.height).toBeCloseTo(0.09 * CANVAS.height, 6);
    expect(down.effects[0]).toMatchObject({ name: 'motionBlur', params: { amount: 4.5, angle: -90 } });
  });

  test('effects come in their order with the parameters of the transition', () => {
    const { effects } = poseAt(0.25, 'lightSweepReveal', { bandWidth: 0.3 });
    expect(effects.map(({ name }) => name)).toEqual(['wipeMask', 'lightSweep']);
    expect(effects[1]?.params).toMatchObject({ progress: 0.25, width: 0.3, color: '#ffffff' });
    expect(poseAt(0.995, 'blurResolve').effects).toEqual([]);
  });

  test('fade: false keeps the layer opaque', () => {
    expect(poseAt(0, 'spin', { fade: false }).opacity).toBe(1);
    expect(poseAt(0, 'spin').opacity).toBe(0);
  });

  test('presets for text leave other layers alone', () => {
    expect(poseAt(0.5, 'trackingExpand', {}, 'image')).toEqual(REST);
  });
});

describe('texts', () => {
  test('typewriter shows the first letters and a cursor', () => {
    expect(textAt(0, 'typewriter', 'Hello')).toBe('|');
    expect(textAt(0.4, 'typewriter', 'H🙂llo')).toBe('H🙂|');
    expect(textAt(0.4, 'typewriter', 'Hello', { cursorStyle: 'none' })).toBe('He');
    expect(textAt(1, 'typewriter', 'Hello')).toBe('Hello');
  });

  test('scrambleDecode settles from its side and keeps spaces', () => {
    const shown = textAt(0.5, 'scrambleDecode', 'ab cd ef');
    expect(shown).toMatch(/^ab c[A-Za-z] [A-Za-z]{2}$/);
    expect(textAt(0.5, 'scrambleDecode', 'abcd', { order: 'rightToLeft', charset: 'numbers' })).toMatch(
      /^\d\dcd$/,
    );
    const random = textAt(0.5, 'scrambleDecode', 'abcd', { order: 'random', charset: 'numbers' });
    expect(random.replace(/\d/g, '')).toHaveLength(2);
  });

  test('scrambled letters change with the refresh rate only', () => {
    const at = (frame: number, params = {}) =>
      transitionText(entering('scrambleDecode', params), frame, CANVAS.fps, 'abcdefghijklmnop');
    // The first letter becomes final meanwhile.
    expect(at(0).slice(1)).toBe(at(1).slice(1));
    expect(at(0).slice(1)).not.toBe(at(2).slice(1));
    const stable = { refreshCharacters: false };
    expect(at(2, stable).slice(2)).toBe(at(0, stable).slice(2));
  });

  test.each([
    ['$1,234.5K', 0.2, {}, '$246.9K'],
    ['$1,234.5K', 1, {}, '$1,234.5K'],
    ['12 000 users, 50%', 0.5, {}, '6 000 users, 25%'],
    ['12 of 40', 0.5, { mode: 'firstNumber' }, '6 of 40'],
    ['1,234', 0.01, { formatMode: 'fixedWidth' }, '0,012'],
    ['3.75', 0.5, { rounding: 'integer' }, '2'],
    ['-8', 0.5, {}, '-4'],
    ['+8', 0.5, {}, '+4'],
    ['-$8', 0.5, {}, '-$4'],
    ['100', 0.25, { startValue: 200 }, '175'],
    ['no number', 0.5, {}, 'no number'],
  ])('numberCountUp of %j at %d', (text, t, params, shown) => {
    // Frame 30·t need not be whole for a pose.
    expect(textAt(t, 'numberCountUp', text, params)).toBe(shown);
  });

  test('chances are the same everywhere and differ by layer', () => {
    expect(cyrb53('layer-0|0|0')).toBe(cyrb53('layer-0|0|0'));
    expect(Number.isSafeInteger(cyrb53('layer-0|0|0'))).toBe(true);
    expect(chance('a', 'x')).not.toBe(chance('b', 'x'));
    expect(chance('a', 'x')).toBeLessThan(1);
  });
});
