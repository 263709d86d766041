import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { smoothstep, setRgba } from '../shade.js';

export const glassRefraction: BuildEffect = (p) => {
  const rough = 0.5 * p.number('roughness');
  const bend = p.number('refractionAmount') * 0.005 * (p.number('ior') - 0.5);
  const highlight = p.number('highlightAmount');
  const edge = p.number('edgeStrength');
  const EPS = 0.002;
  return [
    (u, v, source, _original, out) => {
      const base = fbm(6 * u, 6 * v);
      let nx = (fbm(6 * (u + EPS), 6 * v) - base) / EPS;
      let ny = (fbm(6 * u, 6 * (v + EPS)) - base) / EPS;
      if (rough > 0) {
        const fine = fbm(30 * u, 30 * v);
        nx += (rough * (fbm(30 * (u + EPS), 30 * v) - fine)) / EPS;
        ny += (rough * (fbm(30 * u, 30 * (v + EPS)) - fine)) / EPS;
      }
      const c = source.at(u + nx * bend, v + ny * bend);
      const light =
        highlight * Math.max(0, 0.005 * (nx + ny) * 0.707) ** 2 +
        edge * smoothstep(0.5, 1, 0.001 * Math.hypot(nx, ny));
      setRgba(out, c.r + light, c.g + light, c.b + light, c.a);
    },
  ];
};
