import type { Rect } from '@farm/shared/geometry';
import type { BoxStyle, DrawState, Four, PictureContent } from '../../../compiler/frames/draw-state.types.js';
import type { SetText } from '../text/typesetter.js';

export interface Size {
  width: number;
  height: number;
}

/** A layer's border box before its transform; its corner is (0, 0). */
export interface LayerBox extends Size {
  /** Where the content is drawn. */
  content: Rect;
  border: Four<number>;
  /** Moves the box away from its anchored place: the way text alignment works. */
  shift: { x: number; y: number };
}

const AT_ANCHOR = { x: 0, y: 0 };
const NO_SIDES: Four<number> = [0, 0, 0, 0];

/** Padding and border lie outside the given content. */
export function boxAround(content: Size, style: BoxStyle, padding: Four<number> = NO_SIDES): LayerBox {
  const border = style.border.widths;
  const [top, right, bottom, left] = border.map((width, i) => width + (padding[i] ?? 0)) as Four<number>;
  return {
    width: content.width + left + right,
    height: content.height + top + bottom,
    content: { x: left, y: top, ...content },
    border,
    shift: AT_ANCHOR,
  };
}

/** The border lies inside the given box and the content is what remains. */
export function boxWithin(outer: Size, style: BoxStyle): LayerBox {
  const border = style.border.widths;
  const [top, right, bottom, left] = border;
  const width = Math.max(outer.width, left + right);
  const height = Math.max(outer.height, top + bottom);
  return {
    width,
    height,
    content: { x: left, y: top, width: width - left - right, height: height - top - bottom },
    border,
    shift: AT_ANCHOR,
  };
}

const SHIFT_X = { left: 0.5, justify: 0.5, center: 0, right: -0.5 };
const SHIFT_Y = { top: 0.5, middle: 0, bottom: -0.5 };

/** Text: the box shrinks to the lines, and alignment says which of its edges stands at the position. */
export function textBox(state: DrawState, set: SetText): LayerBox {
  const box = boxAround(set.layout, state.box, state.box.padding);
  if (state.content.kind !== 'text') return box;
  const { align, verticalAlign } = state.content;
  return { ...box, shift: { x: SHIFT_X[align] * box.width, y: SHIFT_Y[verticalAlign] * box.height } };
}

/** Size of a picture's box on the canvas (videojson.md 2.5). */
export function pictureSize(content: PictureContent, natural: Size, canvas: Size): Size {
  if (content.width !== undefined || content.height !== undefined) return ownSize(content, natural);
  if (content.fit === 'fill') return { width: canvas.width, height: canvas.height };
  return fitted(natural, canvas, content.fit);
}

/** The picture scaled to lie inside a box, or to cover it. */
export function fitted(natural: Size, box: Size, fit: 'contain' | 'cover'): Size {
  const x = box.width / natural.width;
  const y = box.height / natural.height;
  const factor = fit === 'contain' ? Math.min(x, y) : Math.max(x, y);
  return { width: natural.width * factor, height: natural.height * factor };
}

/** ILVE's box; a missing side follows the picture's aspect ratio. */
function ownSize({ width, height }: PictureContent, natural: Size): Size {
  const aspect = natural.width / natural.height;
  const w = width ?? (height ?? 0) * aspect;
  return { width: Math.max(0, w), height: Math.max(0, height ?? w / aspect) };
}
