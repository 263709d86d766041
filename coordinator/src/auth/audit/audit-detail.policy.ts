/** Members whose names say that their value is a secret; those that merely name one (`keyPrefix`) pass. */
const SECRET =
  /pass(word|phrase)|secret|token|credential|authori[sz]ation|private.?key|access.?key|^(api)?key$|hash$/i;
const HIDDEN = '[hidden]';
/** Deeper than that nobody reads. */
const DEPTH = 5;

/** What may be written down of `detail`: no secrets, whatever the caller put in. */
export function withoutSecrets(detail: Record<string, unknown>): Record<string, unknown> {
  return clean(detail, DEPTH) as Record<string, unknown>;
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => clean(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && inner !== null ? HIDDEN : clean(inner, depth - 1),
    ]),
  );
}
