import type { BuildEffect, Shade } from '../effect.types.js';
import { clamp, setRgba } from '../shade.js';

export const gaussianBlur: BuildEffect = (p, { width, height }) => {
  const radius = p.number('radius');
  if (radius < 0.5) return [];
  const edge = p.edge('edgeMode');
  const keepAlpha = !p.flag('alphaAware');
  const n = Math.floor(clamp(0.7 * radius + 3, 4, 24));
  const weights = Array.from({ length: 2 * n + 1 }, (_, i) => Math.exp(-2.5 * ((i - n) / n) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along =
    (du: number, dv: number): Shade =>
    (u, v, source, _original, out) => {
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let i = 0; i <= 2 * n; i++) {
        const at = (i - n) / n;
        const w = weights[i] as number;
        source.edge(u + du * at, v + dv * at, edge);
        r += source.r * w;
        g += source.g * w;
        b += source.b * w;
        a += source.a * w;
      }
      setRgba(out, r / total, g / total, b / total, keepAlpha ? source.at(u, v).a : a / total);
    };
  const direction = p.word('direction');
  const passes: Shade[] = [];
  if (direction !== 'vertical') passes.push(along(radius / width, 0));
  if (direction !== 'horizontal') passes.push(along(0, radius / height));
  return passes;
};
