import { blur17 } from '../blur17.js';
import { addLight } from '../composite.js';
import type { BuildEffect } from '../effect.types.js';
import { luma, smoothstep, setRgba } from '../shade.js';

export const edgeGlow: BuildEffect = (p, { width, height }) => {
  const step = Math.max(p.number('sampleDistance'), 1);
  const threshold = p.number('threshold');
  const colour = p.colour('color');
  const strength = p.number('strength');
  const mode = p.word('blendMode');
  return [
    (u, v, source, _original, out) => {
      const y = (dx: number, dy: number) =>
        luma(source.at(u + (dx * step) / width, v + (dy * step) / height));
      const nw = y(-1, 1);
      const n = y(0, 1);
      const ne = y(1, 1);
      const w = y(-1, 0);
      const e = y(1, 0);
      const sw = y(-1, -1);
      const s = y(0, -1);
      const se = y(1, -1);
      const edge = Math.hypot(ne + 2 * e + se - nw - 2 * w - sw, nw + 2 * n + ne - sw - 2 * s - se);
      const m = smoothstep(threshold, threshold + 0.15, edge) * colour.a;
      setRgba(out, colour.r * m, colour.g * m, colour.b * m, m);
    },
    ...blur17(p.number('radius'), width, height),
    (u, v, source, original, out) => {
      const g = source.at(u, v);
      setRgba(g, g.r * strength, g.g * strength, g.b * strength, g.a * strength);
      const o = original.at(u, v);
      addLight(o, g, mode, out);
      out.a = Math.max(o.a, g.a);
    },
  ];
};
