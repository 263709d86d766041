/** Bytes that an offset may name; more is no place in any log. */
const MOST = 2 ** 31 - 1;

/** `?offset=`: whole bytes; nonsense is the beginning, because reading a log should not fail for it. */
export function readOffset(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Math.min(Number(text), MOST) : 0;
}

/** `?attempt=`: its number; 0, which no attempt has, for nonsense; undefined: all of them. */
export function readAttempt(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
}
