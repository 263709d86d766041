import type { BuildEffect } from '../effect.types.js';
import { clamp01, setRgba } from '../shade.js';
import { accumulate } from '../taps.js';

const { cos, sin } = Math;

export const spinBlur: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const n = Math.max(2, Math.floor(p.number('samples')));
  const amount = p.number('amount');
  const falloff = p.number('radiusFalloff');
  return [
    (u, v, source, _original, out) => {
      const x = (u - cx) * aspect;
      const y = v - cy;
      const turn = amount * clamp01(2 * Math.hypot(x, y)) ** falloff;
      setRgba(out, 0, 0, 0, 0);
      for (let i = 0; i < n; i++) {
        const angle = turn * ((i + 0.5) / n - 0.5);
        const c = cos(angle);
        const s = sin(angle);
        accumulate(out, source.at(cx + (x * c - y * s) / aspect, cy + x * s + y * c), 1 / n);
      }
    },
  ];
};
