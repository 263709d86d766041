import type { BuildEffect } from '../effect.types.js';
import { hash } from '../noise.js';
import { lerp, smoothstep, setRgba } from '../shade.js';

export const mosaicReveal: BuildEffect = (p, { width, height }) => {
  const size = p.number('cellSize');
  const progress = p.number('progress');
  const randomness = p.number('randomness');
  const soft = p.number('softness');
  const direction = p.word('direction');
  const invert = p.flag('invert');
  const nx = width / size;
  const ny = height / size;
  return [
    (u, v, source, _original, out) => {
      const cx = Math.floor(u * nx);
      const cy = Math.floor(v * ny);
      const chance = hash(cx, cy);
      const x = (cx + 0.5) / nx;
      const y = (cy + 0.5) / ny;
      const order =
        direction === 'left'
          ? x
          : direction === 'right'
            ? 1 - x
            : direction === 'top'
              ? y
              : direction === 'bottom'
                ? 1 - y
                : chance;
      const ahead = progress - lerp(order, chance, randomness);
      const m = smoothstep(-soft, soft, invert ? -ahead : ahead);
      const c = source.at(u, v);
      setRgba(out, c.r * m, c.g * m, c.b * m, c.a * m);
    },
  ];
};
