import type { Shade } from './effect.types.js';
import { setRgba } from './shade.js';
import type { Rgba } from './shade.js';
import type { Sampler } from './surface.js';

const WEIGHTS = Array.from({ length: 17 }, (_, i) => Math.exp(-2.5 * ((i - 8) / 8) ** 2));
const TOTAL = WEIGHTS.reduce((sum, weight) => sum + weight, 0);

/** Accumulates the 17 taps of the reference's blur along (du,dv), the distance of the outermost tap. */
export function tap17(u: number, v: number, du: number, dv: number, source: Sampler, out: Rgba): void {
  let r = 0;
  let g = 0;
  let b = 0;
  let a = 0;
  for (let i = 0; i < 17; i++) {
    const at = (i - 8) / 8;
    const w = WEIGHTS[i] as number;
    source.at(u + du * at, v + dv * at);
    r += source.r * w;
    g += source.g * w;
    b += source.b * w;
    a += source.a * w;
  }
  setRgba(out, r / TOTAL, g / TOTAL, b / TOTAL, a / TOTAL);
}

/** Horizontal and vertical pass; radius in pixels, skipped below half a pixel. */
export function blur17(radius: number, width: number, height: number): Shade[] {
  if (radius < 0.5) return [];
  return [
    (u, v, source, _original, out) => tap17(u, v, radius / width, 0, source, out),
    (u, v, source, _original, out) => tap17(u, v, 0, radius / height, source, out),
  ];
}
