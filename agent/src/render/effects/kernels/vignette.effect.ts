import type { BuildEffect } from '../effect.types.js';
import { lerp, smoothstep, setRgba } from '../shade.js';

export const vignette: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const radius = p.number('radius');
  const softness = p.number('softness');
  const colour = p.colour('color');
  const strength = p.number('intensity') * colour.a;
  const shape = p.word('shape');
  return [
    (u, v, source, _original, out) => {
      const x = u - cx;
      const y = v - cy;
      const away =
        shape === 'rectangle'
          ? 2 * Math.max(Math.abs(x), Math.abs(y))
          : 2 * Math.hypot(shape === 'circle' ? x * aspect : x, y);
      const f = smoothstep(radius - softness, radius + softness, away) * strength;
      const { r, g, b, a } = source.at(u, v);
      setRgba(out, lerp(r, colour.r * a, f), lerp(g, colour.g * a, f), lerp(b, colour.b * a, f), a);
    },
  ];
};
