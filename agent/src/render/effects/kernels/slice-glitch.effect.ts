import type { BuildEffect } from '../effect.types.js';
import { hash } from '../noise.js';
import { clamp, lerp, setRgba } from '../shade.js';

export const sliceGlitch: BuildEffect = (p, { tick }) => {
  const n = clamp(Math.floor(p.number('sliceCount')), 2, 256);
  const gap = p.number('gap') / 2;
  const offset = p.number('offsetAmount');
  const randomness = p.number('randomness');
  const vertical = p.word('axis') === 'vertical';
  const edge = p.edge('edgeMode');
  return [
    (u, v, source, _original, out) => {
      const at = (vertical ? u : v) * n;
      const index = Math.floor(at);
      const inside = at - index;
      if (gap > 0 && (inside < gap || inside > 1 - gap)) return setRgba(out, 0, 0, 0, 0);
      const push = lerp(1, 2 * hash(index, 7.31 + 0.93 * tick) - 1, randomness) * offset;
      const c = source.edge(vertical ? u : u + push, vertical ? v + push : v, edge);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
