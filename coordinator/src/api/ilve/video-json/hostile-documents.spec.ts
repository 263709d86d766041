import fc from 'fast-check';
import { sceneSchema } from '@farm/shared/scene';
import { aDocument, anImage, aText } from '../../../../../test/factories/scene.factory.js';
import { fontFamiliesIn, sourceUrlsIn } from './look-ahead.js';
import { videoJsonToScene } from './video-json-to-scene.js';

const LAYER_KEYS = [
  'type',
  'settings',
  'properties',
  'style',
  'animations',
  'keyframes',
  'effects',
  'transitionIn',
  'transitionOut',
  'track',
  'children',
  'layers',
  'id',
  'start',
  'duration',
  'speed',
  'src',
  'captions',
  'text',
  'fontSize',
  'position',
  'rotation',
  'padding',
  'color',
  'fill',
  'textShadow',
  'hold',
  'loop',
  'fadeIn',
  'fadeOut',
  'crop',
  'x',
  'width',
  '__proto__',
  'constructor',
  'toString',
];
const WORDS = [
  'text',
  'image',
  'video',
  'shape',
  'audio',
  'captions',
  'composition',
  'group',
  'empty',
  'fade',
  'bloom',
  'easeIn',
  'red',
  '1s',
  '50%',
  'https://x.example/a.png',
  'data:,x',
  '__proto__',
  '',
  '\0',
  '\ud800',
];

const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(...WORDS),
      fc.double(),
      fc.integer({ min: -5, max: 2000 }),
      fc.boolean(),
      fc.constant(null),
      fc.string(),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.constantFrom(...LAYER_KEYS, 'time', 'value', 'property', 'effect', 'params'),
    tie('value'),
    {
      maxKeys: 6,
    },
  ),
}));
const layer = fc
  .record({
    type: fc.constantFrom(...WORDS.slice(0, 9)),
    more: fc.dictionary(fc.constantFrom(...LAYER_KEYS), value),
  })
  .map(({ type, more }) => ({ ...more, type }));
const document = fc.record(
  {
    name: fc.oneof(fc.constant('x'), value),
    width: value,
    fps: value,
    tracks: value,
    destinations: value,
    layers: fc.array(layer),
  },
  { requiredKeys: ['name', 'layers'] },
);

function check(given: unknown): void {
  const result = videoJsonToScene(given, { resolveFont: () => ({ assetId: 'f' }) });
  if (result.ok) expect(sceneSchema.parse(result.scene)).toEqual(result.scene);
  else {
    expect(result.issues.length).toBeGreaterThan(0);
    for (const issue of result.issues)
      expect([typeof issue.path, issue.message !== '']).toEqual(['string', true]);
  }
  sourceUrlsIn(given);
  fontFamiliesIn(given);
}

describe('hostile documents end as a scene or as issues', () => {
  test('any JSON', () => fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 300 }));
  test('anything that looks like a document', () =>
    fc.assert(fc.property(document, check), { numRuns: 600 }));

  const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);
  const deep = (n: number): unknown => JSON.parse(`${'['.repeat(n)}${']'.repeat(n)}`) as unknown;
  test.each<[string, unknown]>([
    [
      'infinite numbers',
      JSON.parse('{"name":"x","layers":[{"type":"text","fontSize":1e309,"start":-1e309}]}'),
    ],
    [
      'a prototype',
      JSON.parse(
        '{"name":"x","__proto__":{"layers":[]},"layers":[{"type":"text","__proto__":{"type":"image"}}]}',
      ),
    ],
    ['100,000 levels', { name: 'x', layers: [aText({ style: deep(100_000) })] }],
    ['100,000 levels of groups', { name: 'x', layers: [groups(100_000)] }],
    ['100,000 layers', { name: 'x', layers: times(100_000, aText()) }],
    ['100,000 children', aDocument({ type: 'group', children: times(100_000, aText()) })],
    [
      '100,000 keyframes',
      aDocument(aText({ keyframes: { opacity: times(100_000, { time: 0, value: 1 }) } })),
    ],
    ['100,000 animations', aDocument(aText({ animations: times(100_000, { property: 'x' }) }))],
    ['100,000 captions', aDocument({ type: 'captions', captions: times(100_000, {}) })],
    ['100,000 effects', aDocument(aText({ effects: times(100_000, 'bloom') }))],
    ['100,000 tracks', { ...aDocument(aText()), tracks: times(100_000, 5) }],
    [
      '100,000 properties',
      aDocument(aText(Object.fromEntries(times(100_000, 0).map((_, i) => [`p${i}`, i])))),
    ],
    ['a megabyte as type', aDocument({ type: 'x'.repeat(1e6) })],
    ['a megabyte as transition', aDocument(aText({ transitionIn: 'x'.repeat(1e6) }))],
    ['a megabyte as property name', aDocument(aText({ ['x'.repeat(1e6)]: 1 }))],
    ['a megabyte as color', aDocument(aText({ color: `rgb(${' '.repeat(1e6)}` }))],
    ['a megabyte as padding', aDocument(aText({ padding: '1 '.repeat(5e5) }))],
    ['a megabyte as source', aDocument(anImage({ src: `https://x.example/${'x'.repeat(1e6)}` }))],
    ['a megabyte as captions', aDocument({ type: 'captions', captions: '1\n'.repeat(5e5) })],
    ['a megabyte of arrows', aDocument({ type: 'captions', captions: '0:00:00.0 --> '.repeat(7e4) })],
    [
      'a megabyte of markup',
      aDocument({ type: 'captions', captions: `00:00:00.0 --> 00:00:01.0\n${'<'.repeat(1e6)}` }),
    ],
    [
      'a megabyte as easing',
      aDocument(aText({ keyframes: { opacity: [{ time: 0, value: 1, easing: 'x'.repeat(1e6) }] } })),
    ],
  ])('%s', (_, given) => check(given));
});

function groups(depth: number): object {
  let group: object = aText();
  for (let i = 0; i < depth; i++) group = { type: 'group', children: [group] };
  return group;
}
