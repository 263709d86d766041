import type { BuildEffect } from '../effect.types.js';
import { lerp, setRgba } from '../shade.js';

export const waveWarp: BuildEffect = (p) => {
  const amplitude = p.number('amplitude');
  const turn = 2 * Math.PI * p.number('frequency');
  const phase = p.number('phase');
  const falloff = p.number('falloff');
  const axis = p.word('axis');
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  return [
    (u, v, source, _original, out) => {
      const x = u - 0.5;
      const y = v - 0.5;
      let ox = 0;
      let oy = 0;
      if (axis !== 'y') {
        const w = amplitude * Math.sin(turn * (-dy * x + dx * y) + phase);
        ox += dx * w;
        oy += dy * w;
      }
      if (axis !== 'x') {
        const w = amplitude * Math.sin(turn * (dx * x + dy * y) + phase + Math.PI / 2);
        ox -= dy * w;
        oy += dx * w;
      }
      const k = lerp(1, Math.max(0, 1 - 2 * Math.hypot(x, y)), falloff);
      const c = source.at(u + ox * k, v + oy * k);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
  ];
};
