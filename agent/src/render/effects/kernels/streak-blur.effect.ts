import type { BuildEffect } from '../effect.types.js';
import { luma, setRgba } from '../shade.js';
import { accumulate, scaleBy } from '../taps.js';

export const streakBlur: BuildEffect = (p, { width, height }) => {
  const amount = p.number('amount');
  const n = Math.max(2, Math.floor(p.number('samples')));
  const bias = p.number('highlightBias');
  const edge = p.edge('edgeMode');
  const du = (Math.cos(p.number('angle')) * amount) / width;
  const dv = (Math.sin(p.number('angle')) * amount) / height;
  const taps = Array.from({ length: n }, (_, i) => (2 * (i + 0.5)) / n - 1);
  const weights = taps.map((tap) => (1 - Math.abs(tap)) ** p.number('falloff'));
  return [
    (u, v, source, _original, out) => {
      setRgba(out, 0, 0, 0, 0);
      let total = 0;
      for (let i = 0; i < n; i++) {
        const tap = taps[i] as number;
        const c = source.edge(u + du * tap, v + dv * tap, edge);
        const w = (weights[i] as number) * (1 + bias * luma(c) ** 2);
        accumulate(out, c, w);
        total += w;
      }
      scaleBy(out, 1 / Math.max(total, 1e-6));
    },
  ];
};
