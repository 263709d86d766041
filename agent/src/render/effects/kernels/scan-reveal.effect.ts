import type { BuildEffect } from '../effect.types.js';
import { hash, tickOffset, mad32 } from '../noise.js';
import { smoothstep, setRgba } from '../shade.js';

export const scanReveal: BuildEffect = (p, { tick }) => {
  const dx = Math.cos(p.number('angle'));
  const dy = Math.sin(p.number('angle'));
  const progress = p.number('progress');
  const half = p.number('bandWidth') / 2;
  const soft = p.number('softness');
  const glow = p.number('edgeGlow');
  const bend = p.number('edgeDistortion');
  const invert = p.flag('invert');
  const ox = tickOffset(53.17, tick, 977);
  const oy = tickOffset(71.93, tick, 991);
  return [
    (u, v, source, _original, out) => {
      const s = (u - 0.5) * dx + (v - 0.5) * dy + 0.5;
      const band = 1 - smoothstep(half, half + soft, Math.abs(s - progress));
      const push = bend * band * (2 * hash(mad32(50, u, ox), mad32(50, v, oy)) - 1);
      const c = source.at(u - dy * push, v + dx * push);
      const shown = invert
        ? smoothstep(progress - soft, progress + soft, s)
        : smoothstep(progress + soft, progress - soft, s);
      // The reference leaves rgb above alpha, which shows the hidden part as light; a reveal is what it promises.
      const light = glow * band * c.a;
      setRgba(out, (c.r + light) * shown, (c.g + light) * shown, (c.b + light) * shown, c.a * shown);
    },
  ];
};
