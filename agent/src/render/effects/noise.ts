const { fround: f32, floor } = Math;
const fract = (x: number): number => x - floor(x);

/**
 * 2-D hash of the reference shaders, in float32 and in their order of operations, so that the same cell gets the
 * same number on every machine.
 */
export function hash(x: number, y: number): number {
  let qx = f32(fract(f32(f32(x) * f32(123.34))));
  let qy = f32(fract(f32(f32(y) * f32(456.21))));
  const d = f32(f32(qx * f32(qx + f32(45.32))) + f32(qy * f32(qy + f32(45.32))));
  qx = f32(qx + d);
  qy = f32(qy + d);
  return fract(f32(qx * qy));
}

/** mod(scale · tick + plus, by) as a float32 shader computes it; the seeds of everything that flickers. */
export function tickOffset(scale: number, tick: number, by: number, plus = 0): number {
  const x = f32(f32(f32(scale) * tick) + f32(plus));
  return f32(x - f32(by * floor(f32(x / by))));
}

/** a · b + c in float32 steps: coordinates of a hash have to be rounded as the shader rounds them. */
export function mad32(a: number, b: number, c: number): number {
  return f32(f32(f32(a) * f32(b)) + f32(c));
}

/** Value noise: the hash of the four integer corners, smoothly mixed. */
export function noise(x: number, y: number): number {
  const ix = floor(x);
  const iy = floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const wx = fx * fx * (3 - 2 * fx);
  const wy = fy * fy * (3 - 2 * fy);
  const low = hash(ix, iy) * (1 - wx) + hash(ix + 1, iy) * wx;
  const high = hash(ix, iy + 1) * (1 - wx) + hash(ix + 1, iy + 1) * wx;
  return low * (1 - wy) + high * wy;
}

/** Four octaves of value noise; at most 0.9375. */
export function fbm(x: number, y: number): number {
  return (
    0.5 * noise(x, y) +
    0.25 * noise(x * 2.02, y * 2.02) +
    0.125 * noise(x * 4.0804, y * 4.0804) +
    0.0625 * noise(x * 8.242408, y * 8.242408)
  );
}
