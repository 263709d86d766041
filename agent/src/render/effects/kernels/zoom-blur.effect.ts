import type { BuildEffect } from '../effect.types.js';
import { clamp, setRgba } from '../shade.js';
import { accumulate } from '../taps.js';

export const zoomBlur: BuildEffect = (p) => {
  const amount = p.number('amount');
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const sign = p.word('mode') === 'in' ? -1 : 1;
  const n = Math.floor(clamp(50 * amount + 12, 12, 48));
  const taps = Array.from({ length: n }, (_, i) => i / (n - 1));
  const weights = taps.map((tap) => (1 - tap) ** p.number('falloff'));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return [
    (u, v, source, _original, out) => {
      setRgba(out, 0, 0, 0, 0);
      for (let i = 0; i < n; i++) {
        const k = 1 + sign * amount * (taps[i] as number);
        accumulate(out, source.at(cx + (u - cx) * k, cy + (v - cy) * k), (weights[i] as number) / total);
      }
    },
  ];
};
