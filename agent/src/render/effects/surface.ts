import type { Rgba } from './shade.js';

/** Premultiplied RGBA8 picture, first row on top. */
export interface Surface {
  width: number;
  height: number;
  data: Uint8Array;
}

export type EdgeMode = 'clamp' | 'transparent' | 'mirror';

/** Bilinear reader of a surface with the reference's coordinates: (0,0) is the bottom left, y points up. Reads into its own fields. */
export class Sampler implements Rgba {
  r = 0;
  g = 0;
  b = 0;
  a = 0;

  constructor(private readonly surface: Surface) {}

  /** Reads at (u,v), clamped to the edge. */
  at(u: number, v: number): this {
    const { width, height, data } = this.surface;
    let x = u * width - 0.5;
    let y = (1 - v) * height - 0.5;
    if (!(x > 0)) x = 0;
    else if (x > width - 1) x = width - 1;
    if (!(y > 0)) y = 0;
    else if (y > height - 1) y = height - 1;
    const x0 = x | 0;
    const y0 = y | 0;
    const fx = x - x0;
    const fy = y - y0;
    const i = (y0 * width + x0) * 4;
    if (fx < 1e-4 && fy < 1e-4) return this.exactly(i);
    const right = x0 + 1 < width ? 4 : 0;
    const down = y0 + 1 < height ? width * 4 : 0;
    const w11 = fx * fy;
    const w10 = fx - w11;
    const w01 = fy - w11;
    const w00 = 1 - fx - w01;
    const j = i + right;
    const k = i + down;
    const l = j + down;
    this.r =
      ((data[i] as number) * w00 +
        (data[j] as number) * w10 +
        (data[k] as number) * w01 +
        (data[l] as number) * w11) /
      255;
    this.g =
      ((data[i + 1] as number) * w00 +
        (data[j + 1] as number) * w10 +
        (data[k + 1] as number) * w01 +
        (data[l + 1] as number) * w11) /
      255;
    this.b =
      ((data[i + 2] as number) * w00 +
        (data[j + 2] as number) * w10 +
        (data[k + 2] as number) * w01 +
        (data[l + 2] as number) * w11) /
      255;
    this.a =
      ((data[i + 3] as number) * w00 +
        (data[j + 3] as number) * w10 +
        (data[k + 3] as number) * w01 +
        (data[l + 3] as number) * w11) /
      255;
    return this;
  }

  private exactly(i: number): this {
    const { data } = this.surface;
    this.r = (data[i] as number) / 255;
    this.g = (data[i + 1] as number) / 255;
    this.b = (data[i + 2] as number) / 255;
    this.a = (data[i + 3] as number) / 255;
    return this;
  }

  /** Reads at (u,v) with what lies outside the picture decided by `mode`. */
  edge(u: number, v: number, mode: EdgeMode): this {
    if (mode === 'transparent' && (u < 0 || u > 1 || v < 0 || v > 1)) {
      this.r = this.g = this.b = this.a = 0;
      return this;
    }
    return mode === 'mirror' ? this.at(mirror(u), mirror(v)) : this.at(u, v);
  }
}

function mirror(x: number): number {
  const m = Math.abs(x) % 2;
  return m > 1 ? 2 - m : m;
}
