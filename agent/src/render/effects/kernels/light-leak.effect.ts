import { softLight } from '../composite.js';
import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { lerp, smoothstep, unpremultiply, setRgba } from '../shade.js';

export const lightLeak: BuildEffect = (p) => {
  const amount = p.number('amount');
  const scale = p.number('scale');
  const soft = p.number('softness');
  const angle = p.number('angle');
  const px = p.number('positionX');
  const py = p.number('positionY');
  const from = p.colour('colorA');
  const to = p.colour('colorB');
  const mode = p.word('blendMode');
  const shape = p.word('shape');
  const dx = Math.cos(angle);
  const dy = Math.sin(angle);
  const shapeAt = (u: number, v: number) => {
    if (shape === 'linear') {
      const a = (u - px) * dx + (v - py) * dy;
      return smoothstep(-soft, soft, a) * (1 - smoothstep(scale / 2, scale / 2 + 2 * soft, Math.abs(a)));
    }
    const radial = 1 - smoothstep(scale / 2, scale / 2 + soft, Math.hypot(u - px, v - py));
    return shape === 'organic' ? radial * (0.5 + 0.5 * fbm(4 * u + angle, 4 * v + angle)) : radial;
  };
  return [
    (u, v, source, _original, out) => {
      const t = shapeAt(u, v);
      const k = amount * t * lerp(from.a, to.a, t);
      const c = source.at(u, v);
      const a = c.a;
      if (mode === 'softLight') {
        unpremultiply(c);
        const soften = (x: number, l: number) => lerp(x, softLight(x, 0.5 + 0.5 * l * k), k) * a;
        setRgba(
          out,
          soften(c.r, lerp(from.r, to.r, t)),
          soften(c.g, lerp(from.g, to.g, t)),
          soften(c.b, lerp(from.b, to.b, t)),
          a,
        );
        return;
      }
      const lay = (x: number, l: number) => (mode === 'add' ? x + l * k * a : x + l * k - x * l * k);
      setRgba(
        out,
        lay(c.r, lerp(from.r, to.r, t)),
        lay(c.g, lerp(from.g, to.g, t)),
        lay(c.b, lerp(from.b, to.b, t)),
        a,
      );
    },
  ];
};
