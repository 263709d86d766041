import type { ColumnOptions } from 'typeorm';

const toNumber = (value: string | number | null): number | null => (value === null ? null : Number(value));

/** `jsonb`. */
export const jsonColumn = { type: 'jsonb' } as const satisfies ColumnOptions;

/** `bigint`, read as a number (pg gives text). Safe to 2^53. */
export const bigintColumn = {
  type: 'bigint',
  transformer: { to: (value: number | null) => value, from: toNumber },
} as const satisfies ColumnOptions;

/** `numeric`, read as a number (pg gives text; strict clients break on "0.04"). */
export const numericColumn = {
  type: 'numeric',
  transformer: { to: (value: number | null) => value, from: toNumber },
} as const satisfies ColumnOptions;

/** `timestamptz(3)`, read as a Date: milliseconds, as the API shows them. */
export const timeColumn = { type: 'timestamptz', precision: 3 } as const satisfies ColumnOptions;
