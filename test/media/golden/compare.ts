/** Straight RGBA, first row on top. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export interface Likeness {
  /** Structural similarity of the luma, mean over 8×8 windows; 1 is equal. */
  ssim: number;
  /** Mean absolute difference of the colour channels, in steps of 255. */
  error: number;
}

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
const WINDOW = 8;
const STRIDE = 4;

/** How like two pictures of one size are. */
export function compare(a: Picture, b: Picture): Likeness {
  if (a.width !== b.width || a.height !== b.height)
    throw new Error(`The pictures differ in size: ${a.width}×${a.height} and ${b.width}×${b.height}.`);
  return { ssim: ssim(luma(a), luma(b), a.width, a.height), error: meanError(a, b) };
}

function luma({ data }: Picture): Float64Array {
  const out = new Float64Array(data.length / 4);
  for (let i = 0; i < out.length; i++)
    out[i] = 0.2126 * (data[i * 4] ?? 0) + 0.7152 * (data[i * 4 + 1] ?? 0) + 0.0722 * (data[i * 4 + 2] ?? 0);
  return out;
}

function meanError(a: Picture, b: Picture): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++)
    if (i % 4 !== 3) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / ((a.data.length / 4) * 3);
}

function ssim(a: Float64Array, b: Float64Array, width: number, height: number): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + WINDOW <= height; y += STRIDE)
    for (let x = 0; x + WINDOW <= width; x += STRIDE) {
      sum += windowSsim(a, b, y * width + x, width);
      count++;
    }
  return sum / count;
}

function windowSsim(a: Float64Array, b: Float64Array, corner: number, width: number): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let y = 0; y < WINDOW; y++)
    for (let x = 0; x < WINDOW; x++) {
      const p = a[corner + y * width + x] ?? 0;
      const q = b[corner + y * width + x] ?? 0;
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  const n = WINDOW * WINDOW;
  const [ma, mb] = [sa / n, sb / n];
  const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}
