import { z } from 'zod';

/** An exact fraction; frame rates are kept as these (29.97 is 30000/1001). */
export const rationalSchema = z.object({ num: z.int().positive(), den: z.int().positive() });
export type Rational = z.infer<typeof rationalSchema>;

const NTSC = new Map([
  [23.976, { num: 24000, den: 1001 }],
  [23.98, { num: 24000, den: 1001 }],
  [29.97, { num: 30000, den: 1001 }],
  [47.952, { num: 48000, den: 1001 }],
  [59.94, { num: 60000, den: 1001 }],
  [119.88, { num: 120000, den: 1001 }],
]);

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** A frame rate as written by people: NTSC decimals become their exact fractions, others keep three decimals. */
export function frameRate(fps: number): Rational {
  const ntsc = NTSC.get(Math.round(fps * 1000) / 1000);
  if (ntsc) return ntsc;
  const num = Math.round(fps * 1000);
  const by = gcd(num, 1000);
  return { num: num / by, den: 1000 / by };
}

export function toNumber(value: Rational): number {
  return value.num / value.den;
}

/** Seconds at which frame `index` is shown. */
export function frameTime(index: number, fps: Rational): number {
  return (index * fps.den) / fps.num;
}

/** The frame nearest to a time in seconds; halves go up, as Math.round does. */
export function nearestFrame(seconds: number, fps: Rational): number {
  // A hair of tolerance: 0.1 + 0.2 at 30 fps must be frame 9, not 8.999….
  return Math.round((seconds * fps.num) / fps.den + 1e-9);
}
