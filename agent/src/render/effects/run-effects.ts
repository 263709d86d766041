import type { BuildEffect, EffectFrame, EffectParams, Shade } from './effect.types.js';
import type { Area } from './reach.js';
import type { Rgba } from './shade.js';
import { Sampler, type Surface } from './surface.js';

const f32 = Math.fround;
const byte = (x: number) => (x <= 0 ? 0 : x >= 1 ? 255 : (x * 255 + 0.5) | 0);

/** One pass into `target`, which is clear outside of `area`. */
function shadeArea(shade: Shade, from: Surface, original: Surface, target: Surface, area: Area): void {
  const { width, height } = target;
  const source = new Sampler(from);
  const untouched = new Sampler(original);
  const out: Rgba = { r: 0, g: 0, b: 0, a: 0 };
  const data = target.data;
  // Pixel centres in float32, rounded as the reference's rasteriser does: hashes of them must be equal.
  const stepX = f32(1 / width);
  const stepY = f32(1 / height);
  const { left, top, right, bottom } = area;
  if (right - left < width || bottom - top < height) data.fill(0);
  for (let y = top; y < bottom; y++) {
    const v = f32(1 - f32((y + 0.5) * stepY));
    for (let x = left, i = (y * width + left) * 4; x < right; x++, i += 4) {
      shade(f32((x + 0.5) * stepX), v, source, untouched, out);
      // Light beyond the alpha (shifted channels, glow on clear areas) makes its pixel as opaque as it is bright.
      const a = Math.max(byte(out.a), byte(out.r), byte(out.g), byte(out.b));
      data[i] = byte(out.r);
      data[i + 1] = byte(out.g);
      data[i + 2] = byte(out.b);
      data[i + 3] = a;
    }
  }
}

/** Lends byte buffers of one size and takes them back: large new ones cost milliseconds of page faults. */
export class Buffers {
  private readonly free: Uint8Array[] = [];

  constructor(private readonly length: number) {}

  take(): Uint8Array {
    return this.free.pop() ?? new Uint8Array(this.length);
  }

  give(buffer: Uint8Array): void {
    this.free.push(buffer);
  }
}

/**
 * Runs one effect over `area` of a premultiplied surface; returns a surface from `buffers`, or the input when there is nothing
 * to do. The input stays the caller's.
 */
export function runEffect(
  build: BuildEffect,
  params: EffectParams,
  frame: EffectFrame,
  input: Surface,
  { buffers, area }: { buffers: Buffers; area: Area },
): Surface {
  const { width, height } = frame;
  let current = input;
  for (const shade of build(params, frame)) {
    const target: Surface = { width, height, data: buffers.take() };
    shadeArea(shade, current, input, target, area);
    if (current !== input) buffers.give(current.data);
    current = target;
  }
  return current;
}
