import type { EffectFrame, EffectParams } from './effect.types.js';
import type { Surface } from './surface.js';

/** Whole pixels of a surface; `right` and `bottom` are outside. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

type Reach = (params: EffectParams, frame: EffectFrame) => number;
const nowhere: Reach = () => 0;
const by =
  (name: string): Reach =>
  (params) =>
    params.number(name);

/**
 * How far beyond the drawn part of its input an effect can draw, in pixels. Effects that are not listed may draw
 * anywhere.
 */
const REACHES: Readonly<Record<string, Reach>> = {
  bloom: by('radius'),
  burnDissolve: nowhere,
  colorCorrection: nowhere,
  duotone: nowhere,
  edgeGlow: (params) => params.number('radius') + Math.max(1, params.number('sampleDistance')),
  filmGrain: nowhere,
  // The noise that bends it lies between 0 and 1.
  frostedGlass: (params, { width, height }) =>
    params.number('blurRadius') + 0.025 * Math.abs(params.number('distortion')) * Math.max(width, height),
  gaussianBlur: by('radius'),
  glow: by('radius'),
  invert: nowhere,
  lightSweep: nowhere,
  mosaicReveal: nowhere,
  motionBlur: by('amount'),
  noiseDissolve: nowhere,
  radialReveal: nowhere,
  streakBlur: by('amount'),
  vignette: nowhere,
  wipeMask: nowhere,
};

/** Neighbours that reading between pixels mixes in, and rounding. */
const RIM = 2;

/** The part of the surface that the effect can draw on; the rest stays clear. */
export function areaOf(name: string, params: EffectParams, frame: EffectFrame, input: Surface): Area {
  const { width, height } = input;
  const reach = REACHES[name]?.(params, frame);
  if (reach === undefined || !Number.isFinite(reach))
    return { left: 0, top: 0, right: width, bottom: height };
  const rim = Math.ceil(Math.abs(reach)) + RIM;
  const { left, top, right, bottom } = drawnArea(input);
  if (left >= right) return { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.max(0, left - rim),
    top: Math.max(0, top - rim),
    right: Math.min(width, right + rim),
    bottom: Math.min(height, bottom + rim),
  };
}

/** Smallest area around everything that is not clear; empty when nothing is drawn. */
export function drawnArea({ width, height, data }: Surface): Area {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const area: Area = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = 0;
    while (first < width && pixels[row + first] === 0) first++;
    if (first === width) continue;
    let last = width - 1;
    while (pixels[row + last] === 0) last--;
    area.left = Math.min(area.left, first);
    area.right = Math.max(area.right, last + 1);
    area.top = Math.min(area.top, y);
    area.bottom = y + 1;
  }
  return area;
}
