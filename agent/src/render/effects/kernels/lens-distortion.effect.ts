import type { BuildEffect } from '../effect.types.js';
import { setRgba } from '../shade.js';

export const lensDistortion: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const distortion = p.number('distortion');
  const curve = p.number('curve');
  const zoom = p.number('zoom');
  const edge = p.edge('edgeMode');
  return [
    (u, v, source, _original, out) => {
      const x = (u - cx) * aspect;
      const y = v - cy;
      const k = (1 + distortion * Math.hypot(x, y) ** curve) / zoom;
      source.edge(cx + (x * k) / aspect, cy + y * k, edge);
      setRgba(out, source.r, source.g, source.b, source.a);
    },
  ];
};
