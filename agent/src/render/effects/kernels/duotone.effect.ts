import type { BuildEffect } from '../effect.types.js';
import { clamp01, lerp, luma, unpremultiply, setRgba } from '../shade.js';

export const duotone: BuildEffect = (p) => {
  const shadow = p.colour('shadowColor');
  const light = p.colour('highlightColor');
  const contrast = 1 + p.number('contrast');
  const brightness = p.number('brightness');
  const power = Math.exp(-2 * p.number('midtoneBias'));
  const mix = p.number('mix');
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const a = unpremultiply(c);
      const k = clamp01((luma(c) - 0.5) * contrast + 0.5 + brightness) ** power;
      const r = lerp(c.r, lerp(shadow.r, light.r, k), mix);
      const g = lerp(c.g, lerp(shadow.g, light.g, k), mix);
      const b = lerp(c.b, lerp(shadow.b, light.b, k), mix);
      setRgba(out, r * a, g * a, b * a, a);
    },
  ];
};
