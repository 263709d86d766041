import type { BuildEffect } from '../effect.types.js';
import { luma, setRgba } from '../shade.js';
import { accumulate } from '../taps.js';

export const volumetricLight: BuildEffect = (p) => {
  const n = Math.max(1, Math.floor(p.number('samples')));
  const density = p.number('density') / n;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const decay = p.number('decay');
  const weight = p.number('weight');
  const strength = p.number('intensity') / n;
  return [
    (u, v, source, _original, out) => {
      const du = (u - cx) * density;
      const dv = (v - cy) * density;
      let x = u;
      let y = v;
      let light = 1;
      setRgba(out, 0, 0, 0, 0);
      for (let i = 0; i < n; i++) {
        x -= du;
        y -= dv;
        const c = source.at(x, y);
        accumulate(out, c, luma(c) * weight * light);
        light *= decay;
      }
      const c = source.at(u, v);
      setRgba(out, c.r + out.r * strength, c.g + out.g * strength, c.b + out.b * strength, c.a);
    },
  ];
};
