import { clip, type Rect } from '@farm/shared/geometry';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { blurScale } from '../blurred.js';
import { BLUR_REACH } from '../filters.js';
import type { Laid, PaintScope } from '../paint-scope.js';
import { readPixels } from '../pixels.js';
import { grown, wholePixels } from '../rects.js';
import { inverse, project, type Projection } from './projection.js';
import { warp, type Raster, type Samples } from './warp.js';

/** Draws the layer's own painting, filtered, where (0, 0) of its box lies at (-area.x, -area.y) of the context. */
export type DrawUpright = (ctx: SKRSContext2D, scale: number, area: Rect) => void;

type Deep = Laid & { projection: Projection };

const MOST_SAMPLES = 4;
const LARGEST_SCALE = 4;

/** Draws a layer that is turned in space: upright on a raster of its own first, then pixel by pixel as it is seen. */
export function paintProjected(
  ctx: SKRSContext2D,
  laid: Deep,
  view: Rect,
  scope: PaintScope,
  draw: DrawUpright,
): void {
  const seen = clip(laid.reach, view);
  const back = inverse(laid.projection);
  if (!seen || !back) return;
  const ink = grown(laid.ink, laid.state.filters.blur * BLUR_REACH);
  const { scale, samples } = resolution(laid, back, ink, seen);
  const area = wholePixels(grown(scaledRect(ink, scale), 1));
  const raster = rasterOf(laid, area, scale, scope, draw);
  const pixels = scope.buffers.take();
  warp(raster, toRaster(back, scale, area), seen, samples, pixels);
  const { width, height } = seen;
  const flat = scope.surfaces.take(width, height);
  scope.writer.put(flat.ctx, pixels, width, height);
  scope.buffers.give(pixels);
  ctx.drawImage(flat.ctx.canvas, 0, 0, width, height, seen.x - view.x, seen.y - view.y, width, height);
  scope.surfaces.give(flat);
}

function scaledRect({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}

function toRaster(back: Projection, scale: number, area: Rect): Projection {
  const [a, b, c, d, e, f, g, h, k] = back;
  const { x, y } = area;
  return [
    ...[a * scale - x * g, b * scale - x * h, c * scale - x * k],
    ...[d * scale - y * g, e * scale - y * h, f * scale - y * k],
    ...[g, h, k],
  ] as unknown as Projection;
}

/** Raster pixels per unit of the box, in steps so that a moving layer keeps its raster, and samples per output pixel. */
function resolution(
  { projection, state }: Deep,
  back: Projection,
  ink: Rect,
  seen: Rect,
): { scale: number; samples: Samples } {
  const sizes = points(seen)
    .map(([x, y]) => stepAt(back, x, y))
    .filter((step) => step !== undefined);
  const steps = [...sizes.map(({ x, y }) => Math.min(x, y)), 1 / nominal(projection, ink)];
  // Between what most of the layer needs and what its nearest corner would like.
  const fine = Math.sqrt(Math.min(...steps) * median(steps));
  const wanted = 2 ** (Math.round(Math.log2(1 / fine) * 2) / 2);
  const sharp = Math.min(Math.max(wanted, 0.25), LARGEST_SCALE);
  const scale = blurScale(sharp, state.filters.blur, ink.width, ink.height);
  const most = (axis: 'x' | 'y'): number => {
    const step = median(sizes.map((one) => one[axis])) * scale;
    return Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(step - 0.5)));
  };
  return { scale, samples: { x: most('x'), y: most('y') } };
}

/** Scale at the middle of the box. */
function nominal(forth: Projection, ink: Rect): number {
  const [x, y] = [ink.x + ink.width / 2, ink.y + ink.height / 2];
  const step = stepAt(forth, x, y);
  return step ? Math.max(step.x, step.y) : 1;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 1;
}

/** How far a mapped point moves when x, or y, grows by one; undefined behind the eye. */
function stepAt(p: Projection, x: number, y: number): { x: number; y: number } | undefined {
  const [px, py, w] = project(p, x, y);
  if (w <= 0) return undefined;
  const length = (gx: number, gy: number, gw: number): number =>
    Math.hypot((gx - (px / w) * gw) / w, (gy - (py / w) * gw) / w);
  return { x: length(p[0], p[3], p[6]), y: length(p[1], p[4], p[7]) };
}

/** Nine points spread over a rectangle. */
function points({ x, y, width, height }: Rect): [number, number][] {
  const parts = [0.1, 0.5, 0.9];
  return parts.flatMap((u) => parts.map((v): [number, number] => [x + u * width, y + v * height]));
}

function rasterOf(laid: Laid, area: Rect, scale: number, scope: PaintScope, draw: DrawUpright): Raster {
  const { width, height } = area;
  const { state, box } = laid;
  const content = state.content.kind === 'group' ? state.content.childrenKey : state.content;
  const key = JSON.stringify([content, state.box, state.filters, scale, area, box.width, box.height]);
  return scope.rasters.get(state.id, key, () => {
    const upright = scope.surfaces.take(width, height);
    draw(upright.ctx, scale, area);
    const data = new Uint8Array(width * height * 4);
    readPixels(upright.ctx.canvas, width, height, data);
    scope.surfaces.give(upright);
    return { width, height, data };
  });
}
