import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { PaintScope } from '../paint-scope.js';

/** Two pictures of the whole canvas, in the corners of canvases that may be larger, and how far one has become the other. */
export interface JoinDraw {
  /** Clear; clipped to `width` × `height`. */
  ctx: SKRSContext2D;
  going: Canvas;
  coming: Canvas;
  width: number;
  height: number;
  /** 1 shows only `going`, 0 only `coming`. */
  progress: number;
  scope: PaintScope;
}

export type DrawJoin = (draw: JoinDraw) => void;

/** GLSL's, and xfade's. */
export function smoothstep(edge0: number, edge1: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - edge0) / (edge1 - edge0)));
  return t * t * (3 - 2 * t);
}

/** All of a picture, as opaque as `alpha` says, added to what is there: weights of pictures that sum up to 1 mix them. */
export function addPicture({ ctx, width, height }: JoinDraw, picture: Canvas, alpha: number): void {
  ctx.globalCompositeOperation = 'lighter';
  ctx.globalAlpha = alpha;
  ctx.drawImage(picture, 0, 0, width, height, 0, 0, width, height);
  ctx.globalAlpha = 1;
}
