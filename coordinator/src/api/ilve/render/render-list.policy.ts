const USUAL = 10;
const MOST = 50;

/** `?limit=`: 1..50; more is 50, nonsense is the usual 10, because a list should not fail for it. */
export function readLimit(text: string | undefined): number {
  const limit = text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : USUAL;
  return limit < 1 ? USUAL : Math.min(limit, MOST);
}
