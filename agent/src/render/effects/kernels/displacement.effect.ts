import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { setRgba } from '../shade.js';

export const displacement: BuildEffect = (p, { time }) => {
  const amount = p.number('amount');
  const scale = p.number('scale');
  const angle = p.number('angle');
  const strength = 2 * p.number('noiseStrength');
  const mode = p.word('mode');
  const axis = p.word('axis');
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [
    (u, v, source, _original, out) => {
      let dx: number;
      let dy: number;
      if (mode === 'waves') {
        dx = 0.5 * Math.sin(2 * Math.PI * scale * (v + 0.5 * sin));
        dy = 0.5 * Math.sin(2 * Math.PI * scale * (u + 0.5 * cos) + Math.PI / 2);
      } else if (mode === 'swirl') {
        const x = u - 0.5;
        const y = v - 0.5;
        const r = Math.hypot(x, y);
        const a = Math.atan2(y, x) + r * scale;
        dx = 2 * (0.5 + Math.cos(a) * r - u);
        dy = 2 * (0.5 + Math.sin(a) * r - v);
      } else {
        const x = u * scale + 0.35 * time;
        const y = v * scale - 0.27 * time;
        const nx = strength * (fbm(x, y) - 0.5);
        const ny = strength * (fbm(x + 13.7, y + 91.3) - 0.5);
        dx = cos * nx + sin * ny;
        dy = -sin * nx + cos * ny;
      }
      const c = source.at(axis === 'y' ? u : u + amount * dx, axis === 'x' ? v : v + amount * dy);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
