import type { BuildEffect } from '../effect.types.js';
import { clamp01, lerp, luma, unpremultiply, setRgba } from '../shade.js';

export const colorCorrection: BuildEffect = (p) => {
  const gain = 2 ** p.number('exposure');
  const contrast = 1 + p.number('contrast');
  const saturation = 1 + p.number('saturation');
  const warm = 0.1 * p.number('temperature');
  const tint = 0.1 * p.number('tint');
  const gamma = 1 / p.number('gamma');
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const a = unpremultiply(c);
      c.r = (c.r * gain - 0.5) * contrast + 0.5 + warm;
      c.g = (c.g * gain - 0.5) * contrast + 0.5 - tint;
      c.b = (c.b * gain - 0.5) * contrast + 0.5 - warm;
      const y = luma(c);
      const finish = (x: number) => clamp01(Math.max(lerp(y, x, saturation), 0) ** gamma) * a;
      setRgba(out, finish(c.r), finish(c.g), finish(c.b), a);
    },
  ];
};
