import type { BuildEffect } from '../effect.types.js';
import { clamp, setRgba } from '../shade.js';

export const shockwave: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const progress = p.number('progress');
  const band = p.number('width');
  const strength = p.number('strength') * (p.flag('invert') ? -1 : 1);
  return [
    (u, v, source, _original, out) => {
      const x = (u - cx) * aspect;
      const y = v - cy;
      const r = Math.hypot(x, y);
      const q = (r - progress) / band;
      const push = Math.sin(Math.PI * clamp(q, -1, 1)) * Math.exp(-q * q) * strength;
      const k = r > 1e-6 ? push / r : 0;
      const c = source.at(u + (x / aspect) * k, v + y * k);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
