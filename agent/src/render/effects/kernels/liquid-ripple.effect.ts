import type { BuildEffect } from '../effect.types.js';
import { smoothstep, setRgba } from '../shade.js';

export const liquidRipple: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const amplitude = p.number('amplitude');
  const turn = 2 * Math.PI * p.number('frequency');
  const decay = p.number('decay');
  const radius = p.number('radius');
  const phase = p.number('phase');
  return [
    (u, v, source, _original, out) => {
      const x = (u - cx) * aspect;
      const y = v - cy;
      const r = Math.hypot(x, y);
      let k = 0;
      if (r <= radius && r > 1e-6)
        k =
          (Math.sin(turn * r - phase) * Math.exp(-r * decay) * (1 - smoothstep(0, radius, r)) * amplitude) /
          r;
      const c = source.at(u + (x / aspect) * k, v + y * k);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
