/** The value below which `share` (0..1) of the values lie; undefined without values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Jain's index: 1 when all get the same, 1/n when one gets everything. */
export function jain(shares: readonly number[]): number {
  const squares = shares.reduce((sum, one) => sum + one * one, 0);
  return squares === 0 ? 0 : shares.reduce((sum, one) => sum + one, 0) ** 2 / (shares.length * squares);
}

/** One decimal; null for what was not measured, as JSON has no undefined. */
export const rounded = (value: number | undefined, digits = 1): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toFixed(digits));
