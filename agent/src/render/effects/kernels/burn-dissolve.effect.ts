import type { BuildEffect } from '../effect.types.js';
import { fbm } from '../noise.js';
import { clamp01, lerp, smoothstep, setRgba } from '../shade.js';

export const burnDissolve: BuildEffect = (p) => {
  const scale = p.number('noiseScale');
  const progress = p.number('progress');
  const soft = p.number('softness');
  const width = p.number('edgeWidth');
  const ashAmount = p.number('ashAmount');
  const burn = p.colour('burnColor');
  const hot = p.colour('hotColor');
  return [
    (u, v, source, _original, out) => {
      const c = source.at(u, v);
      const ahead = fbm(u * scale, v * scale) - (1 - progress);
      const shown = smoothstep(-soft, soft, ahead);
      const e = clamp01(ahead / width);
      const ash = smoothstep(soft, -soft, ahead) * ashAmount;
      const k = Math.max(shown, 0.4 * ash);
      const paint = (x: number, from: number, to: number, cold: number) =>
        lerp(lerp(lerp(from, to, e) * c.a, x, e), cold * c.a, ash * c.a) * k;
      // See scan-reveal: the mask also multiplies the colour here.
      setRgba(
        out,
        paint(c.r, hot.r, burn.r, 0.04),
        paint(c.g, hot.g, burn.g, 0.03),
        paint(c.b, hot.b, burn.b, 0.03),
        c.a * k,
      );
    },
  ];
};
