import { colorToCss, parseColor } from '@farm/shared/motion';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Four, Stroke } from '../../../compiler/frames/draw-state.types.js';
import { inset, outset, trace, type Rounded } from './rounded.js';

/** A border or an outline: the space between a box and the same box with its edges moved in. */
export function drawRing(ctx: SKRSContext2D, outer: Rounded, widths: Four<number>, stroke: Stroke): void {
  if (widths.every((width) => width <= 0)) return;
  switch (stroke.style) {
    case 'none':
      return;
    case 'double':
      fillRing(ctx, outer, thirds(widths, 1), stroke.color);
      fillRing(ctx, inset(outer, thirds(widths, 2)), thirds(widths, 1), stroke.color);
      return;
    case 'dashed':
    case 'dotted':
      dashRing(ctx, outer, widths, stroke);
      return;
    case 'groove':
    case 'ridge':
      shadeRing(ctx, outer, halves(widths), stroke.color, stroke.style === 'groove');
      shadeRing(ctx, inset(outer, halves(widths)), halves(widths), stroke.color, stroke.style === 'ridge');
      return;
    case 'inset':
    case 'outset':
      shadeRing(ctx, outer, widths, stroke.color, stroke.style === 'inset');
      return;
    default:
      fillRing(ctx, outer, widths, stroke.color);
  }
}

const thirds = (widths: Four<number>, n: number): Four<number> =>
  widths.map((width) => (width * n) / 3) as Four<number>;
const halves = (widths: Four<number>): Four<number> => widths.map((width) => width / 2) as Four<number>;

function fillRing(ctx: SKRSContext2D, outer: Rounded, widths: Four<number>, color: string): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  trace(ctx, outer);
  trace(ctx, inset(outer, widths));
  ctx.fill('evenodd');
}

/** Light from the top left: two sides in the colour, two darkened. */
function shadeRing(
  ctx: SKRSContext2D,
  outer: Rounded,
  widths: Four<number>,
  color: string,
  sunken: boolean,
): void {
  const dark = darkened(color);
  for (const side of [0, 1, 2, 3] as const) {
    const lit = (side === 1 || side === 2) === sunken;
    onSide(ctx, outer, widths, side, () => fillRing(ctx, outer, widths, lit ? color : dark));
  }
}

function darkened(color: string): string {
  const parsed = parseColor(color);
  if (!parsed) return color;
  // Black cannot darken: browsers lift it to a grey so that the sides can be told apart.
  const base = Math.max(parsed.r, parsed.g, parsed.b) < 0.01 ? { r: 0.3, g: 0.3, b: 0.3 } : parsed;
  return colorToCss({ r: base.r * 0.5, g: base.g * 0.5, b: base.b * 0.5, a: parsed.a });
}

/** Dashes are twice as long as wide, dots round; gaps are stretched so that a side ends as it begins. */
function dashRing(ctx: SKRSContext2D, outer: Rounded, widths: Four<number>, stroke: Stroke): void {
  const [top, right, bottom, left] = widths;
  const uniform = top === right && top === bottom && top === left;
  ctx.save();
  ctx.strokeStyle = stroke.color;
  if (uniform) strokeDashed(ctx, outer, top, stroke.style);
  else
    for (const side of [0, 1, 2, 3] as const)
      onSide(ctx, outer, widths, side, () => strokeDashed(ctx, outer, widths[side], stroke.style));
  ctx.restore();
}

function strokeDashed(ctx: SKRSContext2D, outer: Rounded, width: number, style: string): void {
  if (width <= 0) return;
  const half = width / 2;
  const line = inset(outer, [half, half, half, half]);
  const around = 2 * (line.width + line.height) - (8 - 2 * Math.PI) * meanRadius(line);
  const dash = style === 'dotted' ? 0.001 : 2 * width;
  const period = style === 'dotted' ? 2 * width : 3 * width;
  const count = Math.max(1, Math.round(around / period));
  ctx.lineCap = style === 'dotted' ? 'round' : 'butt';
  ctx.lineWidth = width;
  ctx.setLineDash([dash, Math.max(0, around / count - dash)]);
  // The first dash is centred on the corner, as the last one is.
  ctx.lineDashOffset = style === 'dotted' ? 0 : dash / 2;
  ctx.beginPath();
  trace(ctx, line);
  ctx.stroke();
}

const meanRadius = ({ corners }: Rounded): number =>
  corners.reduce((sum, { x, y }) => sum + (x + y) / 2, 0) / 4;

/** Draws inside the wedge of one side: mitred where it meets its neighbours. */
function onSide(
  ctx: SKRSContext2D,
  outer: Rounded,
  widths: Four<number>,
  side: 0 | 1 | 2 | 3,
  draw: () => void,
): void {
  if (widths[side] <= 0) return;
  const o = outset({ ...outer, corners: [ZERO, ZERO, ZERO, ZERO] }, 0.5);
  const i = inset(outer, widths);
  const outerPoints = pointsOf(o);
  const innerPoints = pointsOf(i);
  const next = (side + 1) % 4;
  ctx.save();
  ctx.beginPath();
  for (const [x, y] of [
    outerPoints[side],
    outerPoints[next],
    innerPoints[next],
    innerPoints[side],
  ] as Point[])
    ctx.lineTo(x, y);
  ctx.closePath();
  ctx.clip();
  draw();
  ctx.restore();
}

const ZERO = { x: 0, y: 0 };
type Point = [number, number];
const pointsOf = ({ x, y, width, height }: Rounded): Point[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];
