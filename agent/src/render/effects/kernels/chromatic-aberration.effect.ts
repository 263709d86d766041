import type { BuildEffect } from '../effect.types.js';
import { lerp } from '../shade.js';
import { splitChannels } from '../taps.js';

export const chromaticAberration: BuildEffect = (p, { width, height }) => {
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const aspect = width / height;
  const intensity = p.number('intensity');
  const falloff = p.number('edgeFalloff');
  const radial = p.flag('radial');
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  return [
    (u, v, source, _original, out) => {
      const x = u - cx;
      const y = v - cy;
      const k = intensity * lerp(1, 2 * Math.hypot(x * aspect, y), falloff);
      const ox = (radial ? x : dx) * k;
      const oy = (radial ? y : dy) * k;
      splitChannels(u, v, ox, oy, source, out);
    },
  ];
};
