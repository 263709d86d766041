import { clamp01, lerp } from './shade.js';
import type { Rgba } from './shade.js';

/** Lays premultiplied light `l` (already multiplied by its strength) over `o` as glow, edgeGlow and bloom do; alpha is the caller's. */
export function addLight(o: Rgba, l: Rgba, mode: string, out: Rgba): void {
  if (mode === 'screen') {
    out.r = o.r + l.r - o.r * l.r;
    out.g = o.g + l.g - o.g * l.g;
    out.b = o.b + l.b - o.b * l.b;
  } else if (mode === 'normal') {
    const a = l.a > 0 ? l.a : 1;
    const k = l.a;
    out.r = lerp(o.r, l.r / a, k);
    out.g = lerp(o.g, l.g / a, k);
    out.b = lerp(o.b, l.b / a, k);
  } else {
    out.r = o.r + l.r;
    out.g = o.g + l.g;
    out.b = o.b + l.b;
  }
}

/** W3C soft-light of one channel, as the reference shaders write it. */
export function softLight(base: number, blend: number): number {
  return blend < 0.5
    ? 2 * base * blend + base * base * (1 - 2 * blend)
    : Math.sqrt(clamp01(base)) * (2 * blend - 1) + 2 * base * (1 - blend);
}

export function overlay(base: number, blend: number): number {
  return base < 0.5 ? 2 * base * blend : 1 - 2 * (1 - base) * (1 - blend);
}
