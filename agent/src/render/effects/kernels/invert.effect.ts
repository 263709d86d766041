import type { BuildEffect } from '../effect.types.js';
import { lerp, setRgba } from '../shade.js';

export const invert: BuildEffect = (p) => {
  const amount = p.number('amount');
  return [
    (u, v, source, _original, out) => {
      const { r, g, b, a } = source.at(u, v);
      setRgba(out, lerp(r, a - r, amount), lerp(g, a - g, amount), lerp(b, a - b, amount), a);
    },
  ];
};
