import type { Rect } from '@farm/shared/geometry';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { BoxLength, Four } from '../../../compiler/frames/draw-state.types.js';

/** A rectangle with elliptic corners, clockwise from the top left. */
export interface Rounded extends Rect {
  corners: Four<Corner>;
}
export interface Corner {
  x: number;
  y: number;
}

/** CSS corners: percentages count per axis, and all shrink together when two meet on a side. */
export function roundedBox(rect: Rect, radii: Four<BoxLength>): Rounded {
  const corners = radii.map(({ px, percent }) => ({
    x: Math.max(0, px + (rect.width * percent) / 100),
    y: Math.max(0, px + (rect.height * percent) / 100),
  })) as Four<Corner>;
  const [tl, tr, br, bl] = corners;
  const factor = Math.min(
    1,
    ratio(rect.width, tl.x + tr.x),
    ratio(rect.width, bl.x + br.x),
    ratio(rect.height, tl.y + bl.y),
    ratio(rect.height, tr.y + br.y),
  );
  return { ...rect, corners: corners.map(({ x, y }) => ({ x: x * factor, y: y * factor })) as Four<Corner> };
}

const ratio = (room: number, wanted: number): number => (wanted > 0 ? Math.max(0, room) / wanted : 1);

/** The same box with its edges moved in by top, right, bottom, left; its radii shrink with them. */
export function inset(box: Rounded, [top, right, bottom, left]: Four<number>): Rounded {
  const [tl, tr, br, bl] = box.corners;
  const corner = (from: Corner, dx: number, dy: number): Corner => ({
    x: Math.max(0, from.x - dx),
    y: Math.max(0, from.y - dy),
  });
  return {
    x: box.x + left,
    y: box.y + top,
    width: Math.max(0, box.width - left - right),
    height: Math.max(0, box.height - top - bottom),
    corners: [
      corner(tl, left, top),
      corner(tr, right, top),
      corner(br, right, bottom),
      corner(bl, left, bottom),
    ],
  };
}

/** The box grown on all sides; sharp corners stay sharp. */
export function outset(box: Rounded, by: number): Rounded {
  const corner = ({ x, y }: Corner): Corner =>
    x > 0 && y > 0 ? { x: Math.max(0, x + by), y: Math.max(0, y + by) } : { x: 0, y: 0 };
  return {
    x: box.x - by,
    y: box.y - by,
    width: Math.max(0, box.width + 2 * by),
    height: Math.max(0, box.height + 2 * by),
    corners: box.corners.map(corner) as Four<Corner>,
  };
}

export function isRounded({ corners }: Rounded): boolean {
  return corners.some(({ x, y }) => x > 0 && y > 0);
}

/** Adds the outline to the current path. */
export function trace(ctx: SKRSContext2D, box: Rounded): void {
  const { x, y, width, height, corners } = box;
  if (!isRounded(box)) {
    ctx.rect(x, y, width, height);
    return;
  }
  const [tl, tr, br, bl] = corners;
  const quarter = Math.PI / 2;
  ctx.moveTo(x + tl.x, y);
  ctx.lineTo(x + width - tr.x, y);
  ctx.ellipse(x + width - tr.x, y + tr.y, tr.x, tr.y, 0, -quarter, 0);
  ctx.lineTo(x + width, y + height - br.y);
  ctx.ellipse(x + width - br.x, y + height - br.y, br.x, br.y, 0, 0, quarter);
  ctx.lineTo(x + bl.x, y + height);
  ctx.ellipse(x + bl.x, y + height - bl.y, bl.x, bl.y, 0, quarter, 2 * quarter);
  ctx.lineTo(x, y + tl.y);
  ctx.ellipse(x + tl.x, y + tl.y, tl.x, tl.y, 0, 2 * quarter, 3 * quarter);
  ctx.closePath();
}

export function fillBox(ctx: SKRSContext2D, box: Rounded, color: string): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  trace(ctx, box);
  ctx.fill();
}

export function clipTo(ctx: SKRSContext2D, box: Rounded): void {
  ctx.beginPath();
  trace(ctx, box);
  ctx.clip();
}
