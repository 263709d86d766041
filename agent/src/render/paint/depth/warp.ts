import type { Rect } from '@farm/shared/geometry';
import type { Projection } from './projection.js';

/** Premultiplied picture with a clear rim of a pixel. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Samples per output pixel on each axis. */
export interface Samples {
  x: number;
  y: number;
}

/**
 * Fills `to` with what lies at each pixel of `region`: `back` leads from the canvas to the raster's pixels. Bilinear;
 * more samples keep what is made smaller from flickering.
 */
export function warp(from: Raster, back: Projection, region: Rect, samples: Samples, to: Uint8Array): void {
  const { width, height, data } = from;
  const [ax, bx, cx, ay, by, cy, ak, bk, ck] = back;
  const count = samples.x * samples.y;
  let at = 0;
  for (let row = 0; row < region.height; row++) {
    for (let column = 0; column < region.width; column++, at += 4) {
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let s = 0; s < count; s++) {
        const X = region.x + column + ((s % samples.x) + 0.5) / samples.x;
        const Y = region.y + row + (((s / samples.x) | 0) + 0.5) / samples.y;
        const k = ak * X + bk * Y + ck;
        if (k <= 0) continue;
        const x = (ax * X + bx * Y + cx) / k - 0.5;
        const y = (ay * X + by * Y + cy) / k - 0.5;
        // The rim is clear, so only pairs of pixels that are both inside count.
        if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) continue;
        const x0 = x | 0;
        const y0 = y | 0;
        const fx = x - x0;
        const fy = y - y0;
        const i = (y0 * width + x0) * 4;
        const j = i + width * 4;
        const w11 = fx * fy;
        const w10 = fx - w11;
        const w01 = fy - w11;
        const w00 = 1 - fx - w01;
        r += (data[i] as number) * w00 + (data[i + 4] as number) * w10;
        r += (data[j] as number) * w01 + (data[j + 4] as number) * w11;
        g += (data[i + 1] as number) * w00 + (data[i + 5] as number) * w10;
        g += (data[j + 1] as number) * w01 + (data[j + 5] as number) * w11;
        b += (data[i + 2] as number) * w00 + (data[i + 6] as number) * w10;
        b += (data[j + 2] as number) * w01 + (data[j + 6] as number) * w11;
        a += (data[i + 3] as number) * w00 + (data[i + 7] as number) * w10;
        a += (data[j + 3] as number) * w01 + (data[j + 7] as number) * w11;
      }
      to[at] = r / count + 0.5;
      to[at + 1] = g / count + 0.5;
      to[at + 2] = b / count + 0.5;
      to[at + 3] = a / count + 0.5;
    }
  }
}
