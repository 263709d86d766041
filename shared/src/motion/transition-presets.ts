import type { Effect, PropertyValue } from '../scene/index.js';
import { REST, type TransitionPose } from './transition-pose.js';
import type { TransitionParams } from './transition-params.js';

/** One preset at one moment. */
export interface PresetMoment {
  /** 0 is gone, 1 is at rest. */
  t: number;
  params: TransitionParams;
  /** The canvas's height in widths. */
  aspect: number;
  /** A fixed chance of this layer in 0…1. */
  chance(salt: string): number;
}

type Preset = (moment: PresetMoment) => Partial<TransitionPose>;

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
/** Eases out past the end and back. */
const back = (t: number, by: number): number => 1 + (by + 1) * (t - 1) ** 3 + by * (t - 1) ** 2;
const inject = (name: string, params: Record<string, PropertyValue>): Effect => ({
  name,
  enabled: true,
  params,
});

/** Opacity of presets that fade while they move; `speed` says how much earlier the layer is opaque. */
function faded({ t, params }: PresetMoment, speed: number): { opacity: number } {
  return { opacity: params.flag('fade') ? clamp01(speed * t) : 1 };
}

/** The same parameters handed on to an effect. */
function handed(params: TransitionParams, numbers: string[], words: string[] = []) {
  return Object.fromEntries([
    ...numbers.map((name) => [name, params.number(name)] as const),
    ...words.map((name) => [name, params.word(name)] as const),
  ]);
}

const slide =
  (axis: 'moveX' | 'moveY', sign: number): Preset =>
  (moment) => ({ ...faded(moment, 2), [axis]: sign * moment.params.number('distance') * (1 - moment.t) });

const tracking: Preset = ({ t, params }) => ({
  spacing: mix(params.number('startTracking'), params.number('finalTracking'), t),
  opacity: clamp01(mix(params.number('startOpacity'), 1, t)),
  blur: params.number('blur') * (1 - t),
});

/** Blurs and travels along one direction; y points down for both, as the drawing of a slide does. */
const motionBlurSlide: Preset = (moment) => {
  const { t, params, aspect } = moment;
  const degrees = params.number('angle');
  const angle = (degrees * Math.PI) / 180;
  const way = params.number('distance') * (1 - t);
  const amount = params.number('blur') * Math.max(1 - t, 4 * t * (1 - t));
  // The angle of effects counts with y up.
  const blur = { amount, angle: -degrees, centerBias: 0, edgeMode: 'transparent' };
  return {
    ...faded(moment, 1.5),
    moveX: Math.cos(angle) * way * aspect,
    moveY: Math.sin(angle) * way,
    effects: amount > 0.02 ? [inject('motionBlur', blur)] : [],
  };
};

const glitchResolve: Preset = ({ t, params, chance }) => {
  const k = (1 - t) * params.number('intensity');
  const shift = 0.012 * k;
  const blocks = { blockAmount: 0.5 * k, offsetAmount: 0.05 * k, colorShift: shift, randomness: 1 };
  const bandSize = mix(0.04, 0.1, chance('glitchResolve:bandSize'));
  return {
    opacity: mix(0.6, 1, t),
    effects: [
      inject('digitalBlocks', { blockSize: params.number('blockSize'), ...blocks }),
      inject('rgbSplit', { amount: shift, bandSize, bandOffset: shift, randomness: 1, axis: 'horizontal' }),
    ],
  };
};

/** The presets of VideoJSON that change how a layer is drawn (videojson.md 4.1); those that write text are elsewhere. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  fade: ({ t }) => ({ opacity: clamp01(t), volume: clamp01(t) }),
  slideUp: slide('moveY', 1),
  slideDown: slide('moveY', -1),
  slideLeft: slide('moveX', 1),
  slideRight: slide('moveX', -1),
  zoom: (moment) => ({ ...faded(moment, 2), scale: mix(moment.params.number('from'), 1, moment.t) }),
  overshootPop: (moment) => {
    const { t, params, chance } = moment;
    const sign = chance('overshootPop:tiltDir') < 0.5 ? -1 : 1;
    return {
      ...faded(moment, 1.5),
      scale: mix(params.number('from'), 1, back(t, params.number('overshoot'))),
      roll: sign * params.number('tilt') * (1 - t),
    };
  },
  blurResolve: (moment) => {
    const radius = moment.params.number('amount') * (1 - moment.t);
    const blur = { radius, direction: 'both', edgeMode: 'transparent' };
    return { ...faded(moment, 1.5), effects: radius > 0.02 ? [inject('gaussianBlur', blur)] : [] };
  },
  motionBlurSlide,
  radialZoom: (moment) => {
    const { t, params } = moment;
    const blur = { amount: params.number('amount') * (1 - t), falloff: 1 };
    return {
      ...faded(moment, 1.5),
      scale: mix(params.word('mode') === 'in' ? 1.1 : 0.88, 1, t),
      effects: [inject('zoomBlur', { ...blur, ...handed(params, ['centerX', 'centerY'], ['mode']) })],
    };
  },
  rotate3dY: (moment) => ({
    ...faded(moment, 1.4),
    turn: moment.params.number('angle') * (1 - moment.t),
  }),
  tilt3d: (moment) => ({
    ...faded(moment, 1.4),
    tilt: -moment.params.number('angle') * (1 - moment.t),
    moveY: moment.params.number('lift') * (1 - moment.t),
  }),
  spin: (moment) => ({
    ...faded(moment, 1.5),
    // The editor's table says 60, but what runs without a word is a whole turn.
    roll: moment.params.number('angle', 360) * (1 - moment.t),
    scale: mix(moment.params.number('from'), 1, moment.t),
  }),
  glitchResolve,
  rgbSplitSnap: (moment) => {
    const { t, params } = moment;
    const amount = params.number('amount') * (1 - t);
    const split = { amount, bandSize: 0.05, bandOffset: 0.5 * amount, randomness: 0.7 };
    return {
      ...faded(moment, 1.4),
      scale: mix(1.06, 1, back(t, 1.2)),
      effects: [inject('rgbSplit', { ...split, axis: params.word('axis') })],
    };
  },
  sliceAssemble: (moment) => {
    const { t, params } = moment;
    const offsetAmount = params.number('offset') * (1 - t);
    const slices = { offsetAmount, gap: 0, randomness: 1, edgeMode: 'transparent' };
    return {
      ...faded(moment, 1.3),
      effects: [inject('sliceGlitch', { ...slices, ...handed(params, ['sliceCount'], ['axis']) })],
    };
  },
  noiseDissolve: ({ t, params }) => {
    const look = handed(params, ['noiseScale', 'edgeWidth', 'softness'], ['edgeColor']);
    return { effects: [inject('noiseDissolve', { progress: t, ...look })] };
  },
  burnDissolve: ({ t, params }) => {
    const numbers = ['noiseScale', 'edgeWidth', 'ashAmount', 'softness'];
    const look = handed(params, numbers, ['burnColor', 'hotColor']);
    return { effects: [inject('burnDissolve', { progress: t, ...look })] };
  },
  wipeReveal: ({ t, params }) => {
    const look = handed(params, ['angle', 'softness', 'edgeWidth'], ['edgeColor']);
    return { effects: [inject('wipeMask', { progress: t, ...look })] };
  },
  scanReveal: ({ t, params }) => {
    const look = handed(params, ['angle', 'bandWidth', 'softness', 'edgeGlow', 'edgeDistortion']);
    return { effects: [inject('scanReveal', { progress: t, ...look })] };
  },
  lightSweepReveal: ({ t, params }) => {
    const where = { progress: t, angle: params.number('angle') };
    const band = { width: params.number('bandWidth'), softness: 0.08, intensity: params.number('intensity') };
    const light = { ...band, color: params.word('sweepColor'), blendMode: 'screen' };
    return {
      effects: [
        inject('wipeMask', { ...where, softness: 0.06, edgeWidth: 0 }),
        inject('lightSweep', { ...where, ...light }),
      ],
    };
  },
  lensSnap: (moment) => {
    const { t, params } = moment;
    const strength = params.number('strength') * (1 - t);
    const lens = { strength, radius: params.number('radius'), zoom: mix(0.85, params.number('zoom'), t) };
    return {
      ...faded(moment, 1.4),
      scale: mix(1.08, 1, t),
      effects: [inject('fisheye', { ...lens, edgeMode: 'transparent' })],
    };
  },
  trackingExpand: tracking,
  trackingContract: tracking,
};

/** The whole pose of a preset; names without one change nothing. */
export function presetPose(name: string, moment: PresetMoment): TransitionPose {
  return { ...REST, ...PRESETS[name]?.(moment) };
}
