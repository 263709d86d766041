import type { Layer } from '@farm/shared/scene';
import { effectsOf } from './effect-state.js';

const CLOCK = { sourceTime: 1, time: 3, em: 16 };
const effect = (name: string, params = {}, enabled = true) => ({ name, params, enabled });

function layerWith(more: Partial<Layer>): { layer: Layer } {
  return { layer: { effects: [], properties: {}, animations: [], ...more } as unknown as Layer };
}

const params = (more: Partial<Layer>, nth = 0) => effectsOf(layerWith(more), [], CLOCK)[nth]?.params;

describe('effects of a layer at a frame', () => {
  test('em become pixels, degrees radians, colours numbers; defaults fill the rest', () => {
    const glow = params({ effects: [effect('glow', { radius: 2, color: 'rgba(255, 0, 0, 0.5)' })] });
    expect(glow).toMatchObject({ radius: 32, intensity: 1, source: 'alpha' });
    expect(glow?.color).toEqual({ r: 1, g: 0, b: 0, a: 0.5 });
    expect(params({ effects: [effect('motionBlur', { angle: 180 })] })?.angle).toBeCloseTo(Math.PI, 9);
    expect(params({ effects: [effect('waveWarp', { phase: 2 })] })?.phase).toBe(2);
  });

  test('a static path overrides the parameter, keyframes override both', () => {
    const own = { effects: [effect('vignette', { intensity: 0.1 })] };
    const properties = { 'effects.vignette.intensity': 0.2 };
    expect(params({ ...own, properties })?.intensity).toBe(0.2);
    const keyframes = [
      { time: 0, value: 0 },
      { time: 2, value: 1 },
    ];
    const animations = [{ property: 'effects.vignette[0].intensity', keyframes }];
    expect(params({ ...own, properties, animations })?.intensity).toBe(0.5);
  });

  test('options hold until their next keyframe', () => {
    const keyframes = [
      { time: 0, value: 'normal' },
      { time: 2, value: 'add' },
    ];
    const animations = [{ property: 'effects.glow.blendMode', keyframes }];
    expect(params({ effects: [effect('glow')], animations })?.blendMode).toBe('normal');
  });

  test('numbered paths count disabled effects of the name', () => {
    const effects = [effect('invert', {}, false), effect('vignette'), effect('invert')];
    const properties = { 'effects.invert[1].amount': 0.25, 'effects.invert.amount': 0.75 };
    const states = effectsOf(layerWith({ effects, properties }), [], CLOCK);
    expect(states.map(({ name }) => name)).toEqual(['vignette', 'invert']);
    expect(states[1]?.params.amount).toBe(0.25);
  });

  test('effects of transitions follow and are out of reach of paths', () => {
    const layer = layerWith({ effects: [effect('vignette')], properties: { 'effects.invert.amount': 0 } });
    const states = effectsOf(layer, [effect('invert')], CLOCK);
    expect(states.map(({ name, params: { amount } }) => [name, amount])).toEqual([
      ['vignette', undefined],
      ['invert', 1],
    ]);
  });

  test('only effects that change with time know it', () => {
    const states = effectsOf(layerWith({ effects: [effect('filmGrain'), effect('invert')] }), [], CLOCK);
    expect(states.map(({ time }) => time)).toEqual([3, undefined]);
  });
});
