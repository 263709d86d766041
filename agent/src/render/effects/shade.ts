/** Colour in 0..1; `Rgba` of a surface is premultiplied, a parameter's is not. */
export interface Rgba {
  r: number;
  g: number;
  b: number;
  a: number;
}

const { floor } = Math;

export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);
export const clamp01 = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);
export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;
export const fract = (x: number): number => x - floor(x);
/** GLSL mod: the sign follows the divisor. */
export const mod = (x: number, by: number): number => x - by * floor(x / by);
export const luma = (c: Rgba): number => 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;

/** smoothstep, decreasing when a > b. */
export function smoothstep(a: number, b: number, x: number): number {
  const t = clamp01((x - a) / (b - a));
  return t * t * (3 - 2 * t);
}

/** Divides by alpha in place and returns the alpha; black where there is none. */
export function unpremultiply(c: Rgba): number {
  const a = c.a;
  if (a > 0) {
    c.r /= a;
    c.g /= a;
    c.b /= a;
  } else c.r = c.g = c.b = 0;
  return a;
}

export function setRgba(to: Rgba, r: number, g: number, b: number, a: number): void {
  to.r = r;
  to.g = g;
  to.b = b;
  to.a = a;
}
