import type { Rect } from '@farm/shared/geometry';

/** Whole pixels that a rectangle touches. */
export function wholePixels({ x, y, width, height }: Rect): Rect {
  // A hair of tolerance: an edge at 99.9999999 is the edge at 100.
  const left = Math.floor(x + 1e-6);
  const top = Math.floor(y + 1e-6);
  return {
    x: left,
    y: top,
    width: Math.ceil(x + width - 1e-6) - left,
    height: Math.ceil(y + height - 1e-6) - top,
  };
}

export function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

export function moved(rect: Rect, x: number, y: number): Rect {
  return { ...rect, x: rect.x + x, y: rect.y + y };
}
