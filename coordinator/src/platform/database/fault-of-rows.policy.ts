/**
 * Classes of SQLSTATE that speak of what was to be written, not of the server or the connection: cardinality, data,
 * integrity, limits.
 */
const CLASSES = ['21', '22', '23', '54'];

/** Whether the same statement with other rows might have gone well. */
export function isFaultOfRows(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.length === 5 && CLASSES.includes(code.slice(0, 2));
}
