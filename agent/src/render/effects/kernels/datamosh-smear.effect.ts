import type { BuildEffect } from '../effect.types.js';
import { hash, tickOffset } from '../noise.js';
import { lerp, setRgba } from '../shade.js';
import { accumulate } from '../taps.js';

export const datamoshSmear: BuildEffect = (p, { width, height, tick }) => {
  const amount = p.number('amount');
  const size = p.number('blockSize');
  const randomness = p.number('randomness');
  const length = p.number('smearLength');
  const mode = p.word('mode');
  const dx = Math.cos(p.number('angle')) / width;
  const dy = Math.sin(p.number('angle')) / height;
  const ox = tickOffset(53.17, tick, 977);
  const oy = tickOffset(71.93, tick, 991);
  return [
    (u, v, source, _original, out) => {
      const cx = Math.floor((u * width) / size);
      const cy = Math.floor((v * height) / size);
      const pull = amount * lerp(1, hash(cx + ox, cy + oy), randomness) * length;
      setRgba(out, 0, 0, 0, 0);
      if (mode === 'blocky') {
        accumulate(
          out,
          source.at(((cx + 0.5) * size) / width + dx * pull, ((cy + 0.5) * size) / height + dy * pull),
          1,
        );
      } else if (mode === 'soft') {
        accumulate(out, source.at(u, v), 1 - randomness);
        accumulate(out, source.at(u - dx * pull, v - dy * pull), randomness);
      } else {
        // 16 taps, weights 1 - i/15: together 8.
        for (let i = 0; i < 16; i++) {
          const tap = i / 15;
          accumulate(out, source.at(u - dx * tap * pull, v - dy * tap * pull), (1 - tap) / 8);
        }
      }
    },
  ];
};
