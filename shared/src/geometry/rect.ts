/** A rectangle in output pixels; y points down. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function union(a: Rect | undefined, b: Rect | undefined): Rect | undefined {
  if (!a) return b;
  if (!b) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export function clip(rect: Rect, to: Rect): Rect | undefined {
  const x = Math.max(rect.x, to.x);
  const y = Math.max(rect.y, to.y);
  const width = Math.min(rect.x + rect.width, to.x + to.width) - x;
  const height = Math.min(rect.y + rect.height, to.y + to.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
