// Seeded randomness and smooth noise, so that the demo's media come out the same on every machine.

/** mulberry32: numbers in [0, 1) from a whole number. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A curve through random heights, smooth between whole numbers; values in [-1, 1]. */
export function smoothCurve(seed, period = 256) {
  const random = randomFrom(seed);
  const heights = Float64Array.from({ length: period }, () => random() * 2 - 1);
  return (x) => {
    const cell = Math.floor(x);
    const t = x - cell;
    const a = heights[((cell % period) + period) % period];
    const b = heights[(((cell + 1) % period) + period) % period];
    return a + (b - a) * t * t * (3 - 2 * t);
  };
}

/** Octaves of one curve: mountains rather than hills. `roughness` is the loss of height per octave. */
export function ridge(seed, octaves, roughness = 0.5) {
  const curves = Array.from({ length: octaves }, (_, i) => smoothCurve(seed + i * 101));
  return (x) => {
    let sum = 0;
    let height = 1;
    let width = 1;
    for (const curve of curves) {
      sum += curve(x * width) * height;
      height *= roughness;
      width *= 2.03;
    }
    return sum;
  };
}
