import fc from 'fast-check';

/** Texts that have broken servers before. */
const TEXTS = [
  '',
  ' ',
  'null',
  'undefined',
  '-1',
  '0',
  '1e309',
  '99999999999999999999',
  '\0',
  'a\0b',
  '\ud800',
  '../../../../etc/passwd',
  '%00',
  '%zz',
  "'; DROP TABLE jobs; --",
  '" OR 1=1',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  '.',
  '..',
  '*',
  '\r\nX-Injected: 1',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  'http://169.254.169.254/latest/meta-data/',
  '018f6b1e-7c00-7000-8000-000000000001',
  '2026-02-31T25:61:61Z',
  '💥'.repeat(50),
  'x'.repeat(5000),
];

/** Query texts and ids; `encodeURIComponent` refuses halves of surrogate pairs, so those are only in bodies. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...TEXTS),
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map((text) => text.replace(/[\ud800-\udfff]/gu, ''));

const deep = (levels: number): unknown => {
  let value: unknown = 'end';
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
  return value;
};

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e308,
      -1e308,
      2 ** 53,
      Number.MIN_VALUE,
      [],
      {},
      [[]],
      [null],
      { a: null },
    ],
    ...[deep(300), Array.from({ length: 2000 }, () => 'x'), { __proto__: { a: 1 }, length: -1 }],
  ),
  fc.constantFrom(...TEXTS),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The documented body with one to three places spoilt, or named after somebody else's things. */
export function hostileBody(example: unknown, ids: readonly string[]): fc.Arbitrary<unknown> {
  const paths = pathsOf(example);
  if (paths.length === 0) return hostileValue;
  const spoiling = fc.oneof(hostileValue, fc.constantFrom(...ids));
  const change = fc.tuple(fc.constantFrom(...paths), spoiling, fc.boolean());
  return fc.array(change, { minLength: 0, maxLength: 3 }).map((changes) => {
    const body = structuredClone(example);
    for (const [path, value, remove] of changes) spoil(body, path, value, remove);
    return body;
  });
}

type Path = (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return at.length ? [at] : [];
  const children = Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...at, name]));
  return at.length ? [at, ...children] : children;
}

function spoil(body: unknown, path: Path, value: unknown, remove: boolean): void {
  let at = body as Record<string | number, unknown> | undefined;
  for (const name of path.slice(0, -1)) {
    const next = at?.[name];
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (at === undefined || last === undefined) return;
  if (remove && !Array.isArray(at)) delete at[last];
  else at[last] = value;
}
