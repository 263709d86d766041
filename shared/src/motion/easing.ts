import type { Easing } from '../scene/index.js';

type Bezier = readonly [number, number, number, number];

const component = (a: number, b: number, s: number): number =>
  3 * a * (1 - s) * (1 - s) * s + 3 * b * (1 - s) * s * s + s * s * s;

/** y of a CSS cubic bezier at x = t. Bisection: fifty halvings are exact to the last bit that matters. */
export function cubicBezier([x1, y1, x2, y2]: Bezier, t: number): number {
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (component(x1, x2, middle) < t) low = middle;
    else high = middle;
  }
  return component(y1, y2, (low + high) / 2);
}

/** The four numbers of `cubic-bezier(a,b,c,d)`; undefined when they are not that. */
export function parseBezier(easing: string): Bezier | undefined {
  const inner = /^cubic-bezier\(([^)]+)\)$/.exec(easing)?.[1];
  const numbers = inner?.split(',').map((part) => Number(part.trim()));
  if (numbers?.length !== 4 || !numbers.every(Number.isFinite)) return undefined;
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers;
  return x1 < 0 || x1 > 1 || x2 < 0 || x2 > 1 ? undefined : [x1, y1, x2, y2];
}

/** Eased progress for numbers (videojson.md 3). Names that mean nothing are linear. */
export function ease(easing: Easing | undefined, t: number): number {
  switch (easing) {
    case 'step':
      return 0;
    case 'easeIn':
      return t * t;
    case 'easeOut':
      return t * (2 - t);
    case 'easeInOut':
      return t < 0.5 ? 2 * t * t : -1 + (4 - 2 * t) * t;
    default:
      return easeByBezier(easing, t);
  }
}

const COLOR_CURVES: Partial<Record<string, Bezier>> = {
  easeIn: [0.42, 0, 1, 1],
  easeOut: [0, 0, 0.58, 1],
  easeInOut: [0.42, 0, 0.58, 1],
};

/** Eased progress for colours: the browser's curves instead of the quadratic ones. */
export function easeColor(easing: Easing | undefined, t: number): number {
  if (easing === 'step') return 0;
  const curve = easing === undefined ? undefined : COLOR_CURVES[easing];
  return curve ? cubicBezier(curve, t) : easeByBezier(easing, t);
}

function easeByBezier(easing: Easing | undefined, t: number): number {
  const curve = easing === undefined ? undefined : parseBezier(easing);
  return curve ? cubicBezier(curve, t) : t;
}
