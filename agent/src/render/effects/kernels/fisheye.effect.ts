import type { BuildEffect } from '../effect.types.js';
import { clamp, clamp01, lerp, setRgba } from '../shade.js';

export const fisheye: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const s = clamp(p.number('strength'), -1.5, 1.5);
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const radius = p.number('radius');
  const zoom = p.number('zoom');
  const edge = p.edge('edgeMode');
  return [
    (u, v, source, _original, out) => {
      const x = (u - cx) * aspect;
      const y = v - cy;
      const rho = Math.hypot(x, y) / radius;
      const bent = s >= 0 ? lerp(rho, Math.sin((clamp01(rho) * Math.PI) / 2), s) : lerp(rho, rho * rho, -s);
      const k = (rho > 1e-6 ? bent / rho : 1) / zoom;
      const c = source.edge(cx + (x * k) / aspect, cy + y * k, edge);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
