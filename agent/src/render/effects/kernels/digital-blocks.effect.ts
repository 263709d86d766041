import type { BuildEffect } from '../effect.types.js';
import { hash, tickOffset } from '../noise.js';
import { setRgba } from '../shade.js';
import { splitChannels } from '../taps.js';

export const digitalBlocks: BuildEffect = (p, { width, height, tick }) => {
  const size = p.number('blockSize');
  const amount = p.number('blockAmount');
  const offset = p.number('offsetAmount') * p.number('randomness');
  const shift = p.number('colorShift');
  const hide = p.flag('hideBlocks');
  const o1 = [tickOffset(53.17, tick, 977), tickOffset(71.93, tick, 991)] as const;
  const o2 = [tickOffset(0.91, tick, 983, 7.31), tickOffset(1.27, tick, 997, 13.7)] as const;
  const o3 = [tickOffset(1.71, tick, 971, 31.7), tickOffset(2.13, tick, 967, 47.3)] as const;
  return [
    (u, v, source, _original, out) => {
      const cx = Math.floor((u * width) / size);
      const cy = Math.floor((v * height) / size);
      if (hash(cx + o1[0], cy + o1[1]) >= amount) {
        const c = source.at(u, v);
        return setRgba(out, c.r, c.g, c.b, c.a);
      }
      const r = hash(cx + o2[0], cy + o2[1]);
      const r2 = hash(cx + o3[0], cy + o3[1]);
      if (hide && r2 < 0.3) return setRgba(out, 0, 0, 0, 0);
      splitChannels(u + (2 * r - 1) * offset, v + (2 * r2 - 1) * offset, shift, 0, source, out);
    },
  ];
};
