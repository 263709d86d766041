import type { BuildEffect } from '../effect.types.js';
import { smoothstep, setRgba } from '../shade.js';

export const radialReveal: BuildEffect = (p, { width, height }) => {
  const aspect = width / height;
  const cx = p.number('centerX');
  const cy = p.number('centerY');
  const soft = p.number('softness');
  const glow = p.number('edgeGlow');
  const invert = p.flag('invert');
  const reach = 1.05 * p.number('progress') * Math.hypot(Math.max(cx, 1 - cx) * aspect, Math.max(cy, 1 - cy));
  return [
    (u, v, source, _original, out) => {
      const away = Math.hypot((u - cx) * aspect, v - cy);
      const shown = smoothstep(-soft, soft, invert ? away - reach : reach - away);
      const c = source.at(u, v);
      // See scan-reveal: the mask also multiplies the colour here.
      const light = glow * Math.exp(-(((away - reach) / (1.5 * soft)) ** 2)) * c.a;
      setRgba(out, (c.r + light) * shown, (c.g + light) * shown, (c.b + light) * shown, c.a * shown);
    },
  ];
};
