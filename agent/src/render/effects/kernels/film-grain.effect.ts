import { softLight, overlay } from '../composite.js';
import type { BuildEffect } from '../effect.types.js';
import { hash, tickOffset } from '../noise.js';
import { clamp01, lerp, luma, unpremultiply, setRgba } from '../shade.js';

export const filmGrain: BuildEffect = (p, { width, height, tick }) => {
  const amount = p.number('amount');
  const size = Math.max(p.number('grainSize'), 0.5);
  const response = p.number('luminanceResponse');
  const mode = p.word('blendMode');
  const mono = p.flag('monochrome');
  const ox = tickOffset(53.17, tick, 977);
  const oy = tickOffset(71.93, tick, 991);
  const blend = (base: number, n: number) => {
    if (mode === 'add') return clamp01(base + 0.3 * n);
    const mixed = mode === 'softLight' ? softLight(base, 0.5 + 0.5 * n) : overlay(base, 0.5 + 0.5 * n);
    return clamp01(lerp(base, mixed, amount));
  };
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const a = unpremultiply(c);
      const k = amount * lerp(1, 1 - 2 * Math.abs(luma(c) - 0.5), response);
      const x = (u * width) / size + ox;
      const y = (v * height) / size + oy;
      const n0 = (2 * hash(x, y) - 1) * k;
      const n1 = mono ? n0 : (2 * hash(x + 7.7, y + 11.3) - 1) * k;
      const n2 = mono ? n0 : (2 * hash(x + 13.4, y + 19.8) - 1) * k;
      setRgba(out, blend(c.r, n0) * a, blend(c.g, n1) * a, blend(c.b, n2) * a, a);
    },
  ];
};
