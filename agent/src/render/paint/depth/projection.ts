import type { Rect } from '@farm/shared/geometry';
import type { Placement } from '../../../compiler/frames/draw-state.types.js';
import type { Size } from '../box/layer-box.js';
import type { Matrix } from '../matrix.js';

/** Rows of a 3×3 matrix that maps a layer's box to the canvas: divide the first two results by the third, w. */
export type Projection = readonly [...Row, ...Row, ...Row];
type Row = [number, number, number];

/** Nearer to the eye than this is behind it. */
const NEAREST = 1e-3;
const RADIANS = Math.PI / 180;

export function isDeep({ rotation, z, anchor }: Placement): boolean {
  return rotation.x !== 0 || rotation.y !== 0 || z !== 0 || anchor[2] !== 0;
}

/**
 * Scaled, rolled, turned and tilted about the anchor, seen through the layer's own perspective, moved to its place and
 * seen through the canvas's, which is as far away as the canvas is wide (videojson.md 6.4).
 */
export function projectionOf(
  placement: Placement,
  anchorX: number,
  anchorY: number,
  canvas: Size,
): Projection {
  const { scale, anchor, z } = placement;
  const own = Math.max(1, placement.perspective);
  const centre = { x: canvas.width / 2, y: canvas.height / 2 };
  const turn = turned(placement.rotation);
  const at = (x: number, y: number): Row => {
    const v = turn((x - anchorX) * scale[0], (y - anchorY) * scale[1], -anchor[2] * scale[2]);
    const w1 = 1 - v[2] / own;
    const w = w1 - (v[2] + w1 * z) / canvas.width;
    return [
      v[0] + w1 * (placement.x - centre.x) + w * centre.x,
      v[1] + w1 * (placement.y - centre.y) + w * centre.y,
      w,
    ];
  };
  // Everything above is linear in x and y, so three points say it all.
  const [o, x, y] = [at(0, 0), at(1, 0), at(0, 1)];
  const row = (i: 0 | 1 | 2): Row => [x[i] - o[i], y[i] - o[i], o[i]];
  return [...row(0), ...row(1), ...row(2)];
}

/** About Z, then Y, then X; y points down, z to the viewer. */
function turned(rotation: Placement['rotation']): (x: number, y: number, z: number) => Row {
  const [sx, sy, sz] = [rotation.x, rotation.y, rotation.z].map((angle) => Math.sin(angle * RADIANS)) as Row;
  const [cx, cy, cz] = [rotation.x, rotation.y, rotation.z].map((angle) => Math.cos(angle * RADIANS)) as Row;
  return (x0, y0, z0) => {
    const [x1, y1] = [x0 * cz - y0 * sz, x0 * sz + y0 * cz];
    const [x2, z2] = [x1 * cy + z0 * sy, -x1 * sy + z0 * cy];
    return [x2, y1 * cx - z2 * sx, y1 * sx + z2 * cx];
  };
}

/** The same as a canvas transform when nothing of it gets smaller with distance. */
export function flatMatrix([a, c, e, b, d, f, gx, gy, w]: Projection): Matrix | undefined {
  if (Math.abs(gx) > 1e-12 || Math.abs(gy) > 1e-12 || w < NEAREST) return undefined;
  return { a: a / w, b: b / w, c: c / w, d: d / w, e: e / w, f: f / w };
}

/** Smallest rectangle around what is seen of a projected rectangle; undefined when all of it is behind the eye. */
export function projectRect(p: Projection, rect: Rect): Rect | undefined {
  const { x, y, width, height } = rect;
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ].map(([px = 0, py = 0]) => project(p, px, py));
  const seen = inFront(corners);
  if (seen.length === 0) return undefined;
  const xs = seen.map(([px, , w]) => px / w);
  const ys = seen.map(([, py, w]) => py / w);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Before the division. */
export function project(p: Projection, x: number, y: number): Row {
  return [p[0] * x + p[1] * y + p[2], p[3] * x + p[4] * y + p[5], p[6] * x + p[7] * y + p[8]];
}

/** Cuts away the part of a polygon that lies behind the eye. */
function inFront(corners: readonly Row[]): Row[] {
  return corners.flatMap((from, i) => {
    const to = corners[(i + 1) % corners.length] as Row;
    const kept = from[2] >= NEAREST ? [from] : [];
    if (from[2] >= NEAREST === to[2] >= NEAREST) return kept;
    const t = (NEAREST - from[2]) / (to[2] - from[2]);
    const cut = from.map((value, k) => value + ((to[k] as number) - value) * t) as Row;
    return [...kept, cut];
  });
}

/** From the canvas back to the box; undefined when the layer stands on its edge. */
export function inverse(p: Projection): Projection | undefined {
  const [a, b, c, d, e, f, g, h, i] = p;
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const det = a * A + b * B + c * C;
  if (Math.abs(det) < 1e-9) return undefined;
  const all = [
    A,
    c * h - b * i,
    b * f - c * e,
    B,
    a * i - c * g,
    c * d - a * f,
    C,
    b * g - a * h,
    a * e - b * d,
  ];
  return all.map((value) => value / det) as unknown as Projection;
}
