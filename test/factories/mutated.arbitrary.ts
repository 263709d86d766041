import fc from 'fast-check';

/** Values that break what was not thought of. */
const HOSTILE: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    '',
    ' ',
    '0',
    'NaN',
    'Infinity',
    '-1',
    '1e999',
    '1e6',
    '45f',
    '99:99:99:99',
    '50%',
    '-0.0001s',
  ],
  ...[0, -0, -1, 0.5, 1e-300, 1e6, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, NaN, Infinity, -Infinity],
  ...[
    'cubic-bezier(1,100,0,-100)',
    'cubic-bezier(0,0,0,0)',
    'rgb(999,999,999)',
    '#',
    'none',
    'url(#a)',
    '\u202e\u0000',
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    [1],
    [1, 2, 3, 4, 5],
    { x: 1 },
    { time: 0, value: 0 },
    [{ time: 0, value: 0 }],
    ['a', 'b'],
  ],
  ...[
    '__proto__',
    'constructor',
    'text',
    'video',
    'group',
    'composition',
    'step',
    'fade',
    'x'.repeat(30_000),
  ],
];

type Step = { at: number; how: 'replace' | 'delete' | 'copy' | 'rename'; value: unknown };
const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat({ max: 1_000_000 }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'delete', 'copy', 'rename'),
  value: fc.constantFrom(...HOSTILE),
});

/** The same documents with one to three things in them replaced, left out, doubled or under another name. */
export function mutated(documents: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  return fc
    .tuple(documents, fc.array(step, { minLength: 1, maxLength: 3 }))
    .map(([document, steps]) => steps.reduce(mutate, structuredClone(document)));
}

type Place = { parent: Record<string, unknown>; name: string };

function mutate(document: object, { at, how, value }: Step): object {
  const places = placesIn(document);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return document;
  const { parent, name } = place;
  const other = places[(at * 7) % places.length];
  if (how === 'delete' && Array.isArray(parent)) parent.splice(Number(name), 1);
  else if (how === 'delete') Reflect.deleteProperty(parent, name);
  else if (how === 'copy') parent[name] = structuredClone(other?.parent[other.name]);
  else if (how === 'rename' && !Array.isArray(parent))
    parent[other?.name ?? 'x'] = structuredClone(parent[name]);
  else parent[name] = structuredClone(value);
  return document;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((name) => [{ parent, name }, ...placesIn(parent[name])]);
}
