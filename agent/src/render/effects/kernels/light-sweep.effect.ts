import type { BuildEffect } from '../effect.types.js';
import { lerp, smoothstep, setRgba } from '../shade.js';

export const lightSweep: BuildEffect = (p) => {
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  const q = lerp(-0.3, 1.3, p.number('progress'));
  const half = p.number('width') / 2;
  const soft = p.number('softness');
  const colour = p.colour('color');
  const strength = p.number('intensity') * colour.a;
  const mode = p.word('blendMode');
  return [
    (u, v, source, _original, out) => {
      const s = (u - 0.5) * dx + (v - 0.5) * dy + 0.5;
      const k = (1 - smoothstep(half - soft, half + soft, Math.abs(s - q))) * strength;
      const { r, g, b, a } = source.at(u, v);
      const lay = (x: number, c: number) =>
        mode === 'normal' ? lerp(x, c * a, k) : mode === 'screen' ? x + c * k * a - x * c * k : x + c * k * a;
      setRgba(out, lay(r, colour.r), lay(g, colour.g), lay(b, colour.b), a);
    },
  ];
};
