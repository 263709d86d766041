import type { Rect } from '@farm/shared/geometry';
import { Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import type { ShapeContent } from '../../../compiler/frames/draw-state.types.js';

/** Draws a vector shape stretched into the content rectangle: a CSS border takes its room from the drawing. */
export function drawShape(ctx: SKRSContext2D, shape: ShapeContent, content: Rect): void {
  const { width, height } = shape;
  if (width <= 0 || height <= 0 || content.width <= 0 || content.height <= 0) return;
  ctx.save();
  ctx.translate(content.x, content.y);
  ctx.scale(content.width / width, content.height / height);
  if (shape.fill) {
    ctx.fillStyle = shape.fill;
    ctx.fill(outline(shape, 0));
  }
  if (shape.stroke) strokeShape(ctx, shape, shape.stroke);
  ctx.restore();
}

function strokeShape(
  ctx: SKRSContext2D,
  shape: ShapeContent,
  stroke: NonNullable<ShapeContent['stroke']>,
): void {
  ctx.strokeStyle = stroke.color;
  ctx.lineWidth = stroke.width;
  ctx.lineJoin = stroke.join;
  ctx.miterLimit = 4;
  if (stroke.dash > 0) ctx.setLineDash([stroke.dash, stroke.gap]);
  ctx.stroke(outline(shape, stroke.inset));
}

/** The outline with its edges moved in by `k`, in a space of width × height. */
function outline(shape: ShapeContent, k: number): Path2D {
  const width = Math.max(0, shape.width - 2 * k);
  const height = Math.max(0, shape.height - 2 * k);
  const path = new Path2D();
  switch (shape.shape) {
    case 'rectangle': {
      const own = Math.min(shape.cornerRadius, shape.width / 2, shape.height / 2);
      const radius = Math.min(Math.max(0, own - k), width / 2, height / 2);
      if (radius > 0) path.roundRect(k, k, width, height, radius);
      else path.rect(k, k, width, height);
      return path;
    }
    case 'ellipse':
      path.ellipse(shape.width / 2, shape.height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
      path.closePath();
      return path;
    case 'polygon':
      return corners(path, shape, { width, height }, shape.sides, () => 1);
    case 'star':
      return corners(path, shape, { width, height }, shape.sides * 2, (i) =>
        i % 2 === 1 ? shape.innerRadius : 1,
      );
  }
}

/** Vertices on the inscribed ellipse, the first at the top. */
function corners(
  path: Path2D,
  shape: ShapeContent,
  { width, height }: { width: number; height: number },
  count: number,
  reach: (i: number) => number,
): Path2D {
  for (let i = 0; i < count; i++) {
    const angle = -Math.PI / 2 + (2 * Math.PI * i) / count;
    const x = shape.width / 2 + (width / 2) * reach(i) * Math.cos(angle);
    const y = shape.height / 2 + (height / 2) * reach(i) * Math.sin(angle);
    path.lineTo(x, y);
  }
  path.closePath();
  return path;
}

/** How far a shape's stroke reaches beyond its box; sharp joins reach further. */
export function strokeReach({ shape, stroke }: ShapeContent): number {
  if (!stroke) return 0;
  const beyond = stroke.width / 2 - stroke.inset;
  const pointed = (shape === 'polygon' || shape === 'star') && stroke.join === 'miter';
  return Math.max(0, pointed ? beyond + stroke.width * 1.5 : beyond);
}
