import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { maskEdge } from '../taps.js';

export const noiseDissolve: BuildEffect = (p) => {
  const scale = p.number('noiseScale');
  const progress = p.number('progress');
  const invert = p.flag('invert');
  const edgeOf = maskEdge(p);
  return [
    (u, v, source, _original, out) => {
      const n = fbm(u * scale, v * scale);
      edgeOf(invert ? n - (1 - progress) : progress - n, source.at(u, v), out);
    },
  ];
};
