import type { SKRSContext2D } from '@napi-rs/canvas';
import type { GroupContent, PictureContent } from '../../compiler/frames/draw-state.types.js';
import { drawBoxShadow } from './box/box-shadow.js';
import { drawShape } from './box/draw-shape.js';
import { fitted } from './box/layer-box.js';
import { drawRing } from './box/ring.js';
import { clipTo, fillBox, inset, isRounded, outset, roundedBox, type Rounded } from './box/rounded.js';
import { groupArea } from './lay-out-layer.js';
import { paintJoin } from './join/paint-join.js';
import { scaleOf, type Matrix } from './matrix.js';
import type { Laid, PaintScope } from './paint-scope.js';
import { SmallerPictures, smooth } from './picture/smaller.js';
import type { Picture } from './painter.types.js';
import { drawText } from './text/draw-text.js';
import { drawTextShadow } from './text/text-shadow.js';

/** Draws a layer's own painting: shadow, background, border, content, outline. `matrix` leads to the context's pixels. */
export function paintContent(ctx: SKRSContext2D, laid: Laid, matrix: Matrix, scope: PaintScope): void {
  const { state, box } = laid;
  const style = state.box;
  const { x, y } = scaleOf(matrix);
  const cast = { id: state.id, scale: Math.max(x, y), scope };
  const frame = roundedBox({ x: 0, y: 0, ...drawnSize(laid) }, style.radii);
  ctx.save();
  ctx.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  if (style.shadow) drawBoxShadow(ctx, frame, style.shadow, cast);
  if (style.background) fillBox(ctx, frame, style.background);
  drawRing(ctx, frame, box.border, style.border);
  paintInside(ctx, laid, frame, cast);
  if (style.outline) {
    const { width, offset } = style.outline;
    drawRing(ctx, outset(frame, offset + width), [width, width, width, width], style.outline);
  }
  ctx.restore();
}

/** Boxes that keep their size are drawn in whole pixels, as browsers do. */
function drawnSize({ state, box }: Laid): { width: number; height: number } {
  if (!state.box.steady) return box;
  return { width: Math.round(box.width), height: Math.round(box.height) };
}

interface Cast {
  id: string;
  scale: number;
  scope: PaintScope;
}

function paintInside(ctx: SKRSContext2D, laid: Laid, frame: Rounded, cast: Cast): void {
  const { state, box, text } = laid;
  const { content } = state;
  switch (content.kind) {
    case 'text':
      if (!text) return;
      drawTextShadow(ctx, content, text, box.content, cast);
      drawText(ctx, content, text, box.content.x, box.content.y, {
        fill: content.color,
        stroke: content.stroke?.color ?? content.color,
      });
      return;
    case 'shape':
      drawShape(ctx, content, box.content);
      return;
    case 'picture':
      clipped(ctx, laid, frame, () => paintPicture(ctx, laid, content, cast));
      return;
    case 'group':
      clipped(ctx, laid, frame, () => paintGroup(ctx, laid, content, cast));
  }
}

/** Bitmaps are cut to the rounded corners inside the border. */
function clipped(ctx: SKRSContext2D, laid: Laid, frame: Rounded, draw: () => void): void {
  ctx.save();
  if (isRounded(frame)) clipTo(ctx, inset(frame, laid.box.border));
  draw();
  ctx.restore();
}

const smaller = new SmallerPictures();

function paintPicture(ctx: SKRSContext2D, laid: Laid, content: PictureContent, { scale, scope }: Cast): void {
  const { box, natural, state } = laid;
  const own = content.width !== undefined || content.height !== undefined;
  if (own || content.cornerRadius > 0) {
    const px = content.cornerRadius;
    const radius = { px: Math.min(px, box.content.width / 2, box.content.height / 2), percent: 0 };
    clipTo(ctx, roundedBox(box.content, [radius, radius, radius, radius]));
  }
  const size = own && content.fit !== 'fill' ? fitted(natural, box.content, content.fit) : box.content;
  const x = box.content.x + (box.content.width - size.width) / 2;
  const y = box.content.y + (box.content.height - size.height) / 2;
  const picture = pictureAt(state.timed.layer.path, content, scope);
  const source =
    content.sourceTime === undefined
      ? smaller.atLeast(picture, size.width * scale, size.height * scale)
      : picture;
  smooth(ctx, 'medium');
  ctx.drawImage(source, 0, 0, source.width, source.height, x, y, size.width, size.height);
}

function pictureAt(path: string, { source, sourceTime }: PictureContent, { resources }: PaintScope): Picture {
  return sourceTime === undefined ? resources.still(source) : resources.videoFrame(path, sourceTime);
}

/** Children live on a surface of their own, cut at the canvas; only the part they touch is kept. */
function paintGroup(ctx: SKRSContext2D, laid: Laid, content: GroupContent, { id, scope }: Cast): void {
  const area = groupArea(content, laid.children, scope.canvas);
  if (!area) return;
  const { x, y, width, height } = area;
  const sprite = scope.sprites.get(`${id}/children`, content.childrenKey, width, height, (own) => {
    own.beginPath();
    own.rect(0, 0, width, height);
    own.clip();
    if (content.join) paintJoin(own, laid.children, content.join, id, scope);
    else scope.paintLayers(own, laid.children, area);
  });
  const { content: inside } = laid.box;
  // At its own size a picture that 'high' draws is softer, as groups are in the reference; joins keep their pixels.
  smooth(ctx, content.join ? 'low' : 'high');
  ctx.save();
  ctx.translate(inside.x, inside.y);
  ctx.scale(inside.width / scope.canvas.width, inside.height / scope.canvas.height);
  ctx.drawImage(sprite, 0, 0, width, height, x, y, width, height);
  ctx.restore();
}
