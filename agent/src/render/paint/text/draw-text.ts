import type { SKRSContext2D } from '@napi-rs/canvas';
import type { TextContent } from '../../../compiler/frames/draw-state.types.js';
import type { TextLine } from './text-layout.js';
import { prepare, type SetText } from './typesetter.js';

/** Colours of one pass over a text: its own, or one colour for everything (its shadow). */
export interface TextInk {
  fill: string;
  stroke: string;
}

/** Draws glyphs with the stroke under the fill, and the decoration; (x, y) is the corner of the content box. */
export function drawText(
  ctx: SKRSContext2D,
  content: TextContent,
  set: SetText,
  x: number,
  y: number,
  ink: TextInk,
): void {
  ctx.save();
  ctx.translate(x, y);
  prepare(ctx, content, set.font);
  if (content.stroke) {
    ctx.strokeStyle = ink.stroke;
    ctx.lineWidth = content.stroke.width;
    ctx.lineJoin = 'miter';
    ctx.miterLimit = 4;
    for (const line of set.layout.lines) eachLine(ctx, content, line, 'stroke');
  }
  ctx.fillStyle = ink.fill;
  for (const line of set.layout.lines) {
    decorate(ctx, content, line, set, 'under');
    eachLine(ctx, content, line, 'fill');
    decorate(ctx, content, line, set, 'over');
  }
  ctx.restore();
}

function eachLine(ctx: SKRSContext2D, content: TextContent, line: TextLine, how: 'fill' | 'stroke'): void {
  if (line.text === '') return;
  ctx.save();
  if (line.stretch !== 0) ctx.wordSpacing = `${content.wordSpacing + line.stretch}px`;
  keepBaseline(ctx, line);
  if (how === 'fill') ctx.fillText(line.text, line.x, line.baseline);
  else ctx.strokeText(line.text, line.x, line.baseline);
  ctx.restore();
}

/** The smallest slope that Skia counts as turned; 0.3 px of height over 1000 px of text. */
const HAIR = 6e-4;

/**
 * Skia rounds the baseline of upright text to whole pixels, so slow moves would jerk. Text between two pixels is
 * turned by a hair about its middle: too little to be seen, enough to keep its place.
 */
function keepBaseline(ctx: SKRSContext2D, line: TextLine): void {
  const { a, b, c, d, f } = ctx.getTransform();
  if (b !== 0 || c !== 0 || a <= 0) return;
  const y = d * line.baseline + f;
  if (Math.abs(y - Math.round(y)) < 0.02) return;
  ctx.transform(1, HAIR, 0, 1, 0, -HAIR * (line.x + line.width / 2));
}

/** Underlines and overlines lie under the glyphs, strikes over them; thickness is a tenth of the font size. */
function decorate(
  ctx: SKRSContext2D,
  content: TextContent,
  line: TextLine,
  set: SetText,
  when: 'under' | 'over',
): void {
  if (content.decoration === 'none' || (content.decoration === 'line-through') !== (when === 'over')) return;
  const thickness = Math.max(1, content.fontPx / 10);
  const offset = {
    underline: Math.max(1, Math.ceil(thickness / 2)),
    overline: -Math.round(set.ascent),
    'line-through': -Math.round(set.ascent / 3 + thickness / 2),
  }[content.decoration];
  ctx.fillRect(line.x, line.baseline + offset, line.width, Math.max(1, Math.floor(thickness)));
}
