import type { EffectParams, Shade } from './effect.types.js';
import { lerp, setRgba, smoothstep } from './shade.js';
import type { Rgba } from './shade.js';
import type { EdgeMode, Sampler } from './surface.js';

export function accumulate(to: Rgba, c: Rgba, weight: number): void {
  to.r += c.r * weight;
  to.g += c.g * weight;
  to.b += c.b * weight;
  to.a += c.a * weight;
}

export function scaleBy(c: Rgba, k: number): void {
  c.r *= k;
  c.g *= k;
  c.b *= k;
  c.a *= k;
}

/** Red from one side, blue from the other, green and alpha from the middle. */
export function splitChannels(
  u: number,
  v: number,
  ox: number,
  oy: number,
  source: Sampler,
  out: Rgba,
): void {
  out.r = source.at(u + ox, v + oy).r;
  out.b = source.at(u - ox, v - oy).b;
  source.at(u, v);
  out.g = source.g;
  out.a = source.a;
}

/** Weighted mean of samples along (du,dv); taps run from -1 to 1. */
export function weightedTaps(
  taps: number[],
  weights: number[],
  du: number,
  dv: number,
  edge: EdgeMode,
): Shade {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (u, v, source, _original, out) => {
    setRgba(out, 0, 0, 0, 0);
    for (let i = 0; i < taps.length; i++) {
      const tap = taps[i] as number;
      accumulate(out, source.edge(u + du * tap, v + dv * tap, edge), (weights[i] as number) / total);
    }
  };
}

/** The soft mask with a coloured edge that wipeMask and noiseDissolve share; `ahead` > 0 is shown. */
export function maskEdge(p: EffectParams): (ahead: number, c: Rgba, out: Rgba) => void {
  const half = p.number('softness') / 2;
  const width = p.number('edgeWidth');
  const colour = p.colour('edgeColor');
  return (ahead, c, out) => {
    const m = smoothstep(-half, half, ahead);
    const e = width > 0 ? Math.exp(-((ahead / width) ** 2)) * colour.a : 0;
    const mixed = (x: number, edge: number) => lerp(x, edge * c.a, e) * m;
    setRgba(out, mixed(c.r, colour.r), mixed(c.g, colour.g), mixed(c.b, colour.b), c.a * m);
  };
}
