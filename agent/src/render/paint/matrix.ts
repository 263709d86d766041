import type { Rect } from '@farm/shared/geometry';
import type { Placement } from '../../compiler/frames/draw-state.types.js';

/** Canvas transform: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export interface Matrix {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export const IDENTITY: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function translated(m: Matrix, x: number, y: number): Matrix {
  return { ...m, e: m.e + m.a * x + m.c * y, f: m.f + m.b * x + m.d * y };
}

/** The same place seen from a surface whose corner lies at (x, y). */
export function movedBy(m: Matrix, x: number, y: number): Matrix {
  return { ...m, e: m.e + x, f: m.f + y };
}

export function scaled(m: Matrix, x: number, y = x): Matrix {
  return { a: m.a * x, b: m.b * x, c: m.c * y, d: m.d * y, e: m.e, f: m.f };
}

/** Pixels of the target per local unit on both axes. */
export function scaleOf(m: Matrix): { x: number; y: number } {
  return { x: Math.hypot(m.a, m.b), y: Math.hypot(m.c, m.d) };
}

/** True when it neither turns nor mirrors. */
export function isUpright(m: Matrix): boolean {
  return m.b === 0 && m.c === 0 && m.a > 0 && m.d > 0;
}

/** True when it keeps shapes: the same scale on both axes, whatever the angle. */
export function keepsShape(m: Matrix): boolean {
  const { x, y } = scaleOf(m);
  return Math.abs(x - y) <= 1e-6 * Math.max(x, y);
}

/** Smallest rectangle around a mapped rectangle. */
export function mapRect(m: Matrix, { x, y, width, height }: Rect): Rect {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const px of [x, x + width])
    for (const py of [y, y + height]) {
      xs.push(m.a * px + m.c * py + m.e);
      ys.push(m.b * px + m.d * py + m.f);
    }
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Places a box whose anchor lies at (anchorX, anchorY) of itself; rolls about Z only. */
export function placementMatrix(placement: Placement, anchorX: number, anchorY: number): Matrix {
  const angle = (placement.rotation.z * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [sx, sy] = placement.scale;
  // Multiples of a quarter turn stay exact, so that edges stay on pixels.
  const clean = (n: number): number => (Math.abs(n) < 1e-12 ? 0 : n);
  const turned: Matrix = {
    a: clean(cos) * sx,
    b: clean(sin) * sx,
    c: -clean(sin) * sy,
    d: clean(cos) * sy,
    e: placement.x,
    f: placement.y,
  };
  return translated(turned, -anchorX, -anchorY);
}
