import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { lerp, smoothstep, setRgba } from '../shade.js';

export const heatHaze: BuildEffect = (p, { time }) => {
  const intensity = p.number('intensity') * 0.01;
  const scale = p.number('waveScale');
  const amount = 2 * p.number('noiseAmount');
  const falloff = p.number('verticalFalloff');
  const dx = Math.cos(p.number('waveAngle'));
  const dy = Math.sin(p.number('waveAngle'));
  return [
    (u, v, source, _original, out) => {
      const along = 0.5 * Math.sin(20 * scale * (-dy * u + dx * v) + 4.7 * time);
      const across = 0.3 * Math.sin(17 * scale * (dx * u + dy * v) + 1 + 3.9 * time);
      const nx = fbm(3 * scale * u + 0.6 * time, 3 * scale * v - 0.4 * time) - 0.5;
      const ny = fbm(3 * scale * u + 31.7 - 0.5 * time, 3 * scale * v + 23.1 + 0.7 * time) - 0.5;
      const k = intensity * lerp(1, smoothstep(0, 1, 1 - v), falloff);
      const c = source.at(
        u + k * (dx * along - dy * across + amount * nx),
        v + k * (dy * along + dx * across + amount * ny),
      );
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
