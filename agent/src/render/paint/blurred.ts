import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Surfaces } from './surfaces.js';

/** Draws through a Gaussian blur of `sigma` pixels; (0,0) of what is drawn is the corner of `target`. */
export function drawBlurred(
  target: SKRSContext2D,
  surfaces: Surfaces,
  { width, height, sigma }: { width: number; height: number; sigma: number },
  draw: (ctx: SKRSContext2D) => void,
): void {
  const sharp = surfaces.take(width, height);
  draw(sharp.ctx);
  target.filter = `blur(${sigma}px)`;
  target.drawImage(sharp.ctx.canvas, 0, 0, width, height, 0, 0, width, height);
  target.filter = 'none';
  surfaces.give(sharp);
}

/** Pixels that one blurred picture may take: a 4K frame and a half. */
const MOST_PIXELS = 12_000_000;

/**
 * Scale at which a blurred picture of `width` × `height` units is kept. Where the blur is wide it need not be exact:
 * steps let a zoom use one picture for many frames, and fewer pixels hold all there is to see.
 */
export function blurScale(scale: number, sigma: number, width: number, height: number): number {
  let kept = scale;
  if (sigma * scale >= 2) {
    kept = 2 ** (Math.ceil(Math.log2(scale) * 4 - 1e-6) / 4);
    while (sigma * kept > 8) kept /= 2;
  }
  return Math.min(kept, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
}
