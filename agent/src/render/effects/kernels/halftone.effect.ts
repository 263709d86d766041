import type { BuildEffect } from '../effect.types.js';
import { clamp01, lerp, luma, smoothstep, setRgba } from '../shade.js';

export const halftone: BuildEffect = (p, { width, height }) => {
  const spacing = p.number('spacing');
  const cos = Math.cos(p.number('angle'));
  const sin = Math.sin(p.number('angle'));
  const threshold = p.number('threshold');
  const soft = p.number('softness');
  const dotSize = p.number('dotSize');
  const mode = p.word('colorMode');
  return [
    (u, v, source, _original, out) => {
      const x = (u - 0.5) * width;
      const y = (v - 0.5) * height;
      const qx = cos * x + sin * y;
      const qy = -sin * x + cos * y;
      const gx = (Math.floor(qx / spacing) + 0.5) * spacing;
      const gy = (Math.floor(qy / spacing) + 0.5) * spacing;
      const c = source.at((cos * gx - sin * gy) / width + 0.5, (sin * gx + cos * gy) / height + 0.5);
      const a = c.a;
      const rad = (Math.sqrt(clamp01(1 - luma(c) + threshold)) * spacing * dotSize) / 2;
      const dot = smoothstep(rad + soft, rad - soft, Math.hypot(qx - gx, qy - gy));
      if (mode === 'duotone')
        setRgba(out, lerp(0.05, 0.95, dot) * a, lerp(0.07, 0.95, dot) * a, lerp(0.15, 0.85, dot) * a, a);
      else if (mode === 'original') setRgba(out, c.r * dot, c.g * dot, c.b * dot, a * dot);
      else setRgba(out, dot * a, dot * a, dot * a, a * dot);
    },
  ];
};
