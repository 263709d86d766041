import { parseColor } from '@farm/shared/motion';
import { filter, type Filter } from '../../compiler/ffmpeg/filter-graph.js';

export interface Size {
  width: number;
  height: number;
}

/** H.264 and VP9 in 4:2:0 have only even sides. */
export const even = (value: number): number => Math.max(2, Math.floor(value / 2) * 2);
export const evenSize = ({ width, height }: Size): Size => ({ width: even(width), height: even(height) });

const nearestEven = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

export const scaleTo = ({ width, height }: Size): Filter[] => [
  filter('scale', { w: width, h: height, flags: 'bicubic' }),
  filter('setsar', { sar: 1 }),
];

/** The picture as players show it, with even sides: anamorphic pictures get square pixels. */
export const shown = (size: Size): Filter[] => scaleTo(evenSize(size));

/** The largest size of this shape inside a box (or the smallest that covers it). */
export function scaled(size: Size, box: Size, rule: 'inside' | 'cover'): Size {
  const factors = [box.width / size.width, box.height / size.height];
  const factor = rule === 'inside' ? Math.min(...factors) : Math.max(...factors);
  return { width: nearestEven(size.width * factor), height: nearestEven(size.height * factor) };
}

/** Width and height of a result of which one or both were given. */
export function boxOf(size: Size, width: number | null, height: number | null): Size {
  if (width !== null && height !== null) return evenSize({ width, height });
  if (width !== null)
    return { width: even(width), height: nearestEven((size.height * even(width)) / size.width) };
  if (height !== null)
    return { width: nearestEven((size.width * even(height)) / size.height), height: even(height) };
  return evenSize(size);
}

/** Scaled into the box with bars around it. */
export function fitted(size: Size, box: Size, background: string): Filter[] {
  const inner = scaled(size, box, 'inside');
  const bounded = { width: Math.min(inner.width, box.width), height: Math.min(inner.height, box.height) };
  if (bounded.width === box.width && bounded.height === box.height) return scaleTo(box);
  return [
    ...scaleTo(bounded),
    filter('pad', {
      w: box.width,
      h: box.height,
      x: even0((box.width - bounded.width) / 2),
      y: even0((box.height - bounded.height) / 2),
      color: colourOf(background),
    }),
  ];
}

/** Scaled over the box, what stands over the edges cut off. */
export function covering(size: Size, box: Size): Filter[] {
  const outer = scaled(size, box, 'cover');
  const large = { width: Math.max(outer.width, box.width), height: Math.max(outer.height, box.height) };
  if (large.width === box.width && large.height === box.height) return scaleTo(box);
  return [...scaleTo(large), filter('crop', { w: box.width, h: box.height })];
}

const even0 = (value: number): number => Math.max(0, Math.floor(value / 2) * 2);

/** A CSS colour in ffmpeg's spelling; black when it is none. */
function colourOf(css: string): string {
  const { r, g, b } = parseColor(css) ?? { r: 0, g: 0, b: 0 };
  const hex = (part: number): string =>
    Math.round(part * 255)
      .toString(16)
      .padStart(2, '0');
  return `0x${hex(r)}${hex(g)}${hex(b)}`;
}
