import type { BuildEffect } from '../effect.types.js';
import { clamp01 } from '../shade.js';
import { splitChannels } from '../taps.js';

export const prismSplit: BuildEffect = (p) => {
  const amount = p.number('amount');
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  const spectrum = p.number('spectrumWidth');
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const falloff = p.number('falloff');
  return [
    (u, v, source, _original, out) => {
      const fall = Math.hypot(u - cx, v - cy) ** falloff;
      const s = amount * fall;
      splitChannels(u, v, dx * s, dy * s, source, out);
      if (spectrum <= 0) return;
      const k = 2 * Math.PI * clamp01(amount !== 0 ? s / amount : 0);
      const mix = 0.4 * spectrum * fall;
      out.r += 0.5 * Math.cos(k) * mix;
      out.g += 0.5 * Math.cos(k + 2.094) * mix;
      out.b += 0.5 * Math.cos(k + 4.188) * mix;
    },
  ];
};
