import type { BuildEffect } from '../effect.types.js';
import { clamp, lerp } from '../shade.js';
import { weightedTaps } from '../taps.js';

export const motionBlur: BuildEffect = (p, { width, height }) => {
  const amount = p.number('amount');
  if (amount < 0.5) return [];
  const edge = p.edge('edgeMode');
  const bias = p.number('centerBias');
  const n = Math.floor(clamp(0.3 * amount + 8, 8, 32));
  const du = (Math.cos(p.number('angle')) * amount) / width;
  const dv = (Math.sin(p.number('angle')) * amount) / height;
  const taps = Array.from({ length: n }, (_, i) => (2 * (i + 0.5)) / n - 1);
  const weights = taps.map((tap) => lerp(1, 1 - Math.abs(tap), bias));
  return [weightedTaps(taps, weights, du, dv, edge)];
};
