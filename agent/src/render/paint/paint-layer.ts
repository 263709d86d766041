import { clip, type Rect } from '@farm/shared/geometry';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { paintProjected } from './depth/paint-projected.js';
import { BLUR_REACH, colorFilter, hasFilter } from './filters.js';
import { keepsShape, mapRect, movedBy, scaleOf, scaled, type Matrix } from './matrix.js';
import { paintContent } from './paint-content.js';
import { paintThroughEffects } from './paint-effects.js';
import type { Laid, PaintScope } from './paint-scope.js';
import { grown, wholePixels } from './rects.js';

/** Draws layers bottom to top; the corner of `view` lies on (0, 0) of the context. */
export function paintLayers(
  ctx: SKRSContext2D,
  layers: readonly Laid[],
  view: Rect,
  scope: PaintScope,
): void {
  for (const laid of layers) {
    const seen = clip(laid.bounds, view);
    if (seen) paintLayer(ctx, laid, view, seen, scope);
  }
}

function paintLayer(ctx: SKRSContext2D, laid: Laid, view: Rect, seen: Rect, scope: PaintScope): void {
  const { state } = laid;
  ctx.save();
  ctx.globalCompositeOperation = operatorOf(state.blend);
  if (state.effects.length > 0)
    paintThroughEffects(ctx, laid, view, scope, (own, whole) => {
      const inside = clip(laid.reach, whole);
      if (inside) paintPlain(own, laid, whole, inside, scope);
    });
  else paintPlain(ctx, laid, view, seen, scope);
  ctx.restore();
}

/** The layer without its effects; blending is the context's. */
function paintPlain(ctx: SKRSContext2D, laid: Laid, view: Rect, seen: Rect, scope: PaintScope): void {
  const { state, matrix, projection } = laid;
  ctx.save();
  ctx.globalAlpha = state.opacity;
  if (projection)
    paintProjected(ctx, { ...laid, projection }, view, scope, (own, scale, area) =>
      drawUpright(own, laid, scale, area, scope),
    );
  else if (hasFilter(state.filters)) paintFiltered(ctx, laid, view, scope);
  else if ((state.opacity === 1 && state.blend === 'normal') || isSingleDraw(laid))
    paintContent(ctx, laid, movedBy(matrix, -view.x, -view.y), scope);
  else paintFlat(ctx, laid, view, seen, scope);
  ctx.restore();
}

function operatorOf(blend: string): SKRSContext2D['globalCompositeOperation'] {
  return blend === 'normal' ? 'source-over' : (blend as SKRSContext2D['globalCompositeOperation']);
}

/** One drawing operation makes the whole layer, so alpha and blending may act on it directly. */
function isSingleDraw({ state, box }: Laid): boolean {
  const { content, box: style } = state;
  const framed = style.background ?? style.shadow ?? style.outline ?? box.border.find((width) => width > 0);
  if (framed !== undefined) return false;
  switch (content.kind) {
    case 'text': {
      const plain = !content.stroke && !content.shadow && content.decoration === 'none';
      return plain && content.letterSpacing >= 0 && state.blend === 'normal';
    }
    case 'shape':
      return content.fill === undefined || content.stroke === undefined;
    case 'picture':
    case 'group':
      return true;
  }
}

/** Draws the layer by itself first: its parts must not shine through each other. */
function paintFlat(ctx: SKRSContext2D, laid: Laid, view: Rect, seen: Rect, scope: PaintScope): void {
  const flat = scope.surfaces.take(seen.width, seen.height);
  paintContent(flat.ctx, laid, movedBy(laid.matrix, -seen.x, -seen.y), scope);
  const { width, height } = seen;
  ctx.drawImage(flat.ctx.canvas, 0, 0, width, height, seen.x - view.x, seen.y - view.y, width, height);
  scope.surfaces.give(flat);
}

/** A filtered picture of the layer and where it belongs. */
interface Filtered {
  canvas: Canvas;
  width: number;
  height: number;
  matrix: Matrix;
}

function paintFiltered(ctx: SKRSContext2D, laid: Laid, view: Rect, scope: PaintScope): void {
  const { canvas, width, height, matrix } = filtered(laid, scope);
  const m = movedBy(matrix, -view.x, -view.y);
  ctx.transform(m.a, m.b, m.c, m.d, m.e, m.f);
  // The reference browser shrinks filtered pictures with plain bilinear sampling; far below that aliases too much.
  ctx.imageSmoothingQuality = scaleOf(m).x >= 0.25 ? 'low' : 'medium';
  ctx.drawImage(canvas, 0, 0, width, height, 0, 0, width, height);
}

/**
 * Filters act before the transform. Where the transform only grows and keeps shapes they may act after it instead, on
 * the final pixels; else the layer is drawn upright at its own size (or its scale, if larger), filtered, and placed.
 */
function filtered(laid: Laid, scope: PaintScope): Filtered {
  const { state, matrix } = laid;
  const { x: sx, y: sy } = scaleOf(matrix);
  const full = Math.max(1, sx, sy);
  const coarse = coarseness(state.filters.blur * full);
  const direct = coarse === 1 && Math.max(sx, sy) >= 1 && (state.filters.blur === 0 || keepsShape(matrix));
  const scale = direct ? full : affordable(laid.ink, full / coarse, state.filters.blur);
  const raster: Matrix = direct ? matrix : { a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 };
  const sigma = rasterSigma(state.filters.blur * scale, coarse);
  const area = rasterArea(laid, raster, sigma, direct, scope);
  const canvas = filteredSprite(laid, movedBy(raster, -area.x, -area.y), area, sigma, scope);
  const home = direct ? { a: 1, b: 0, c: 0, d: 1, e: area.x, f: area.y } : fromRaster(matrix, scale, area);
  return { canvas, width: area.width, height: area.height, matrix: home };
}

/**
 * A wide blur leaves nothing sharp: half or a quarter of the pixels look the same and cost a fraction. Below two pixels
 * Skia's blur is exact and three times as slow, so between two and four it is cheaper on all pixels.
 */
function coarseness(sigma: number): number {
  if (sigma < 1.25 || (sigma >= 2 && sigma < 4)) return 1;
  return sigma < 8 ? 2 : 4;
}

/** Drawing in coarse pixels and enlarging them blurs too: by half a coarse pixel. */
function rasterSigma(sigma: number, coarse: number): number {
  return coarse === 1 ? sigma : Math.sqrt(Math.max(0, sigma ** 2 - 1 / 4));
}

/** Pixels that one filtered layer may take: a 4K frame and a half. */
const MOST_PIXELS = 12_000_000;

function affordable(ink: Rect, scale: number, blur: number): number {
  const { width, height } = grown(ink, blur * BLUR_REACH);
  return Math.min(scale, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
}

function filteredSprite(laid: Laid, at: Matrix, area: Rect, sigma: number, scope: PaintScope): Canvas {
  const { state } = laid;
  const { width, height } = area;
  return scope.sprites.get(`${state.id}/filtered`, spriteKey(laid, at, area), width, height, (own) => {
    drawFiltered(own, laid, { at, sigma, width, height }, scope);
  });
}

interface FilteredDraw {
  at: Matrix;
  sigma: number;
  width: number;
  height: number;
}

function drawFiltered(
  ctx: SKRSContext2D,
  laid: Laid,
  { at, sigma, width, height }: FilteredDraw,
  scope: PaintScope,
): void {
  const sharp = scope.surfaces.take(width, height);
  paintContent(sharp.ctx, laid, at, scope);
  ctx.filter = [sigma > 0 ? `blur(${sigma}px)` : '', colorFilter(laid.state.filters) ?? ''].join(' ').trim();
  ctx.drawImage(sharp.ctx.canvas, 0, 0, width, height, 0, 0, width, height);
  ctx.filter = 'none';
  scope.surfaces.give(sharp);
}

/** The layer as it is before it is placed, for those who place it in another way. */
function drawUpright(ctx: SKRSContext2D, laid: Laid, scale: number, area: Rect, scope: PaintScope): void {
  const at: Matrix = { a: scale, b: 0, c: 0, d: scale, e: -area.x, f: -area.y };
  const { filters } = laid.state;
  const { width, height } = area;
  if (hasFilter(filters)) drawFiltered(ctx, laid, { at, sigma: filters.blur * scale, width, height }, scope);
  else paintContent(ctx, laid, at, scope);
}

function fromRaster(matrix: Matrix, scale: number, area: Rect): Matrix {
  const m = scaled(matrix, 1 / scale);
  return { ...m, e: m.e + m.a * area.x + m.c * area.y, f: m.f + m.b * area.x + m.d * area.y };
}

/** Pixels to draw; on final pixels, only as far outside of the canvas as a blur can see. */
function rasterArea(
  laid: Laid,
  raster: Matrix,
  sigma: number,
  direct: boolean,
  { canvas }: PaintScope,
): Rect {
  const reach = sigma * BLUR_REACH;
  const whole = wholePixels(grown(mapRect(raster, laid.ink), reach + 1));
  if (!direct) return whole;
  const seen = grown({ x: 0, y: 0, width: canvas.width, height: canvas.height }, Math.ceil(reach));
  return clip(whole, seen) ?? { x: 0, y: 0, width: 1, height: 1 };
}

function spriteKey({ state, box }: Laid, at: Matrix, area: Rect): string {
  const content = state.content.kind === 'group' ? state.content.childrenKey : state.content;
  return JSON.stringify([
    content,
    state.box,
    state.filters,
    at,
    area.width,
    area.height,
    box.width,
    box.height,
  ]);
}
