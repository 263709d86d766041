import type { BuildEffect } from '../effect.types.js';
import { maskEdge } from '../taps.js';

export const wipeMask: BuildEffect = (p) => {
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  const progress = p.number('progress');
  const invert = p.flag('invert');
  const edgeOf = maskEdge(p);
  return [
    (u, v, source, _original, out) => {
      const s = (u - 0.5) * dx + (v - 0.5) * dy + 0.5;
      edgeOf(invert ? s - (1 - progress) : progress - s, source.at(u, v), out);
    },
  ];
};
