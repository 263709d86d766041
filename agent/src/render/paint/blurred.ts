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
