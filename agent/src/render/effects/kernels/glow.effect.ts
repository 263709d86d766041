import { blur17 } from '../blur17.js';
import { addLight } from '../composite.js';
import type { BuildEffect } from '../effect.types.js';
import { luma, smoothstep, setRgba } from '../shade.js';

export const glow: BuildEffect = (p, { width, height }) => {
  const colour = p.colour('color');
  const threshold = p.number('threshold');
  const byBrightness = p.word('source') === 'brightness';
  const intensity = p.number('intensity');
  const mode = p.word('blendMode');
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const m = (byBrightness ? smoothstep(threshold, threshold + 0.1, luma(c)) : c.a) * colour.a;
      setRgba(out, colour.r * m, colour.g * m, colour.b * m, m);
    },
    ...blur17(p.number('radius'), width, height),
    (u, v, source, original, out) => {
      const g = source.at(u, v);
      setRgba(g, g.r * intensity, g.g * intensity, g.b * intensity, g.a * intensity);
      const o = original.at(u, v);
      addLight(o, g, mode, out);
      out.a = Math.max(o.a, g.a);
    },
  ];
};
