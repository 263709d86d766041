import { tap17 } from '../blur17.js';
import type { BuildEffect } from '../effect.types.js';
import { hash, fbm, tickOffset, mad32 } from '../noise.js';
import { clamp01, lerp, smoothstep, unpremultiply, setRgba } from '../shade.js';

export const frostedGlass: BuildEffect = (p, { width, height, tick }) => {
  const radius = p.number('blurRadius');
  const bend = 0.05 * p.number('distortion');
  const frost = p.number('frostAmount');
  const tint = p.colour('tintColor');
  const tintBy = p.number('tintAmount') * tint.a;
  const highlight = p.number('highlightAmount');
  const ox = tickOffset(53.17, tick, 977);
  const oy = tickOffset(71.93, tick, 991);
  const blurs = radius >= 0.5;
  return [
    (u, v, source, _original, out) => {
      const x = u + bend * (fbm(30 * u, 30 * v) - 0.5);
      const y = v + bend * (fbm(30 * u + 13.7, 30 * v + 91.3) - 0.5);
      if (blurs) return tap17(x, y, radius / width, 0, source, out);
      const c = source.at(x, y);
      setRgba(out, c.r, c.g, c.b, c.a);
    },
    (u, v, source, _original, out) => {
      if (blurs) tap17(u, v, 0, radius / height, source, out);
      else {
        const c = source.at(u, v);
        setRgba(out, c.r, c.g, c.b, c.a);
      }
      const a = unpremultiply(out);
      const light =
        frost * (0.2 * hash(mad32(200, u, ox), mad32(200, v, oy)) - 0.1) +
        (highlight > 0 ? highlight * smoothstep(0.55, 0.95, fbm(8 * u, 8 * v)) : 0);
      const finish = (x: number, t: number) => clamp01(lerp(x, t, tintBy) + light) * a;
      setRgba(out, finish(out.r, tint.r), finish(out.g, tint.g), finish(out.b, tint.b), a);
    },
  ];
};
