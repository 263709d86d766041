import type { BuildEffect } from '../effect.types.js';
import { luma, setRgba } from '../shade.js';
import { accumulate } from '../taps.js';

const { max } = Math;

export const lightRays: BuildEffect = (p) => {
  const n = Math.max(1, Math.floor(p.number('samples')));
  const length = p.number('length');
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const threshold = p.number('threshold');
  const colour = p.colour('color');
  const strength = (p.number('intensity') / n) * colour.a;
  return [
    (u, v, source, _original, out) => {
      setRgba(out, 0, 0, 0, 0);
      for (let i = 0; i < n; i++) {
        const k = (i / n) * length;
        const c = source.at(u - (u - cx) * k, v - (v - cy) * k);
        accumulate(out, c, max(0, luma(c) - threshold) * (1 - i / n));
      }
      const c = source.at(u, v);
      setRgba(
        out,
        c.r + out.r * strength * colour.r,
        c.g + out.g * strength * colour.g,
        c.b + out.b * strength * colour.b,
        c.a,
      );
    },
  ];
};
