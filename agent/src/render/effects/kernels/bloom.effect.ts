import { blur17 } from '../blur17.js';
import { addLight } from '../composite.js';
import type { BuildEffect } from '../effect.types.js';
import { luma, smoothstep, setRgba } from '../shade.js';

export const bloom: BuildEffect = (p, { width, height }) => {
  const threshold = p.number('threshold');
  const knee = p.number('knee');
  const intensity = p.number('intensity');
  const mode = p.word('blendMode');
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const y = luma(c);
      const soft = smoothstep(threshold - knee, threshold + knee, y);
      const k = y > 0 ? (soft * Math.max(0, y - threshold)) / y : 0;
      setRgba(out, c.r * k, c.g * k, c.b * k, c.a * soft);
    },
    ...blur17(p.number('radius'), width, height),
    (u, v, source, original, out) => {
      const g = source.at(u, v);
      setRgba(g, g.r * intensity, g.g * intensity, g.b * intensity, g.a);
      const o = original.at(u, v);
      addLight(o, g, mode, out);
      out.a = o.a;
    },
  ];
};
