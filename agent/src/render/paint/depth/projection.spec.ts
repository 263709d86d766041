import type { Placement } from '../../../compiler/frames/draw-state.types.js';
import { flatMatrix, inverse, isDeep, project, projectionOf, projectRect } from './projection.js';

const CANVAS = { width: 800, height: 800 };

function placed(more: Partial<Placement>): Placement {
  return {
    rest: undefined,
    x: 400,
    y: 400,
    z: 0,
    anchor: [0.5, 0.5, 0],
    scale: [1, 1, 1],
    rotation: { x: 0, y: 0, z: 0 },
    perspective: 800,
    ...more,
  };
}

/** A square of 240 whose anchor is its middle. */
const square = (more: Partial<Placement>) => projectionOf(placed(more), 120, 120, CANVAS);
const point = (p: ReturnType<typeof square>, x: number, y: number) => {
  const [px, py, w] = project(p, x, y);
  return { x: px / w, y: py / w };
};

describe('projection', () => {
  test('a square tilted by 60° has the reference’s edges', () => {
    const p = square({ rotation: { x: 60, y: 0, z: 0 } });
    const wide = (y: number) => point(p, 240, y).x - point(p, 0, y).x;
    expect(Math.floor(wide(0))).toBe(190);
    expect(Math.floor(wide(240))).toBe(324);
  });

  test('turning takes the right edge away, rolling goes clockwise', () => {
    const turned = square({ rotation: { x: 0, y: 50, z: 0 } });
    const height = (x: number) => point(turned, x, 240).y - point(turned, x, 0).y;
    expect(height(240)).toBeLessThan(height(0));
    const rolled = square({ rotation: { x: 0, y: 0, z: 90 } });
    expect(point(rolled, 0, 0).x).toBeCloseTo(520, 6);
    expect(point(rolled, 0, 0).y).toBeCloseTo(280, 6);
  });

  test('depth alone scales about the middle of the canvas, as a canvas transform', () => {
    const z = 40 * (CANVAS.width / 100);
    const matrix = flatMatrix(square({ x: 500, z }));
    expect(matrix?.a).toBeCloseTo(100 / 60, 9);
    const p = square({ x: 500, z });
    expect(point(p, 120, 120).x).toBeCloseTo(400 + 100 / 0.6, 6);
    expect(flatMatrix(square({ rotation: { x: 0, y: 10, z: 0 } }))).toBeUndefined();
  });

  test('a layer beyond the eye is not seen, one that reaches it is cut', () => {
    const box = { x: 0, y: 0, width: 240, height: 240 };
    expect(projectRect(square({ z: 900 }), box)).toBeUndefined();
    const crossing = projectRect(square({ rotation: { x: 89, y: 0, z: 0 }, z: 790 }), box);
    expect(crossing?.width).toBeGreaterThan(10_000);
    expect(crossing?.width).toBeLessThan(1e6);
  });

  test('the way back leads to where it came from; there is none from an edge', () => {
    const p = square({ rotation: { x: 30, y: 40, z: 20 }, z: 100, scale: [2, 1, 1] });
    const back = inverse(p) ?? p;
    const { x, y } = point(p, 30, 200);
    expect(point(back, x, y).x).toBeCloseTo(30, 6);
    expect(point(back, x, y).y).toBeCloseTo(200, 6);
    expect(inverse(square({ rotation: { x: 0, y: 90, z: 0 }, perspective: 1e12 }))).toBeUndefined();
  });

  test('what is deep', () => {
    expect(isDeep(placed({ rotation: { x: 0, y: 0, z: 30 } }))).toBe(false);
    expect(isDeep(placed({ z: 1 }))).toBe(true);
    expect(isDeep(placed({ anchor: [0.5, 0.5, 3] }))).toBe(true);
  });
});
