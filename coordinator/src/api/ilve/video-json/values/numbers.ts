import type { Length } from '@farm/shared/scene';

/** Beyond this a number is a mistake, whatever the property. */
const LARGEST = 1_000_000;
const UNITS = ['em', 'px', '%', 'deg'] as const;

export function isSane(value: unknown, largest = LARGEST): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= largest;
}

export interface Measured {
  value: number | Length;
  /** The unit that was written although the property does not take it. */
  foreignUnit?: string;
}

/**
 * A number, or a text of one number and a unit. A unit that the property does not take is replaced by its first one, as
 * the reference does (`"120%"` as lineHeight is 120). Undefined: neither, or beyond what is sane or `largest`.
 */
export function parseMeasure(
  value: unknown,
  units: readonly string[],
  largest = LARGEST,
): Measured | undefined {
  const most = Math.max(LARGEST, largest);
  if (isSane(value, most)) return { value };
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const match = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)\s*([a-zA-Z%]*)\s*$/.exec(value);
  const n = Number(match?.[1]);
  if (!match || !isSane(n, most)) return undefined;
  return withUnit(n, match[2] ?? '', units);
}

function withUnit(n: number, unit: string, units: readonly string[]): Measured {
  if (unit === '' || unit === units[0]) return { value: n };
  const known = UNITS.find((one) => one === unit);
  if (known && units.includes(known)) return { value: { n, unit: known } };
  return { value: n, foreignUnit: unit };
}

export const amountOf = (value: number | Length): number => (typeof value === 'number' ? value : value.n);
