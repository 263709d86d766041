import type { Layer, TextLayer } from './layer.schema.js';
import { DEFAULT_OUTPUT } from './output.schema.js';
import type { Scene } from './scene.schema.js';
import { validateScene } from './validate-scene.js';

const aTextLayer = (change: Partial<TextLayer> = {}): TextLayer => ({
  kind: 'text',
  id: 'a',
  path: 'layers[0]',
  number: 1,
  enabled: true,
  start: 0,
  sourceDuration: null,
  sourceStart: 0,
  sourceEnd: 0,
  speed: 1,
  properties: {},
  animations: [],
  effects: [],
  ...change,
});
const aScene = (layers: Layer[], change: Partial<Scene>): Scene => ({
  version: 1,
  name: 'Test',
  width: 640,
  height: 360,
  fps: { num: 30, den: 1 },
  duration: 2,
  backgroundColor: '#000000',
  layers,
  tracks: [],
  sources: {},
  fonts: {},
  frame: { properties: {}, animations: [], effects: [] },
  output: DEFAULT_OUTPUT,
  ...change,
});

const codes = (layers: Layer[], change: Partial<Scene> = {}): (string | undefined)[] =>
  validateScene(aScene(layers, change)).map(({ code }) => code);
const group = (children: Layer[], id: string): Layer => ({ ...aTextLayer({ id }), kind: 'group', children });

describe('rules of a scene', () => {
  test('a good one has no issues', () => expect(codes([aTextLayer()])).toEqual([]));

  test('ids are unique, in groups as well', () =>
    expect(codes([aTextLayer({ id: 'a' }), group([aTextLayer({ id: 'a' })], 'g')])).toEqual([
      'ID_DUPLICATE',
    ]));

  test('sources exist', () =>
    expect(codes([{ ...aTextLayer(), kind: 'image', source: 's1' }])).toEqual(['SOURCE_REQUIRED']));

  test('a source is not found on the prototype', () =>
    expect(codes([{ ...aTextLayer(), kind: 'image', source: 'constructor' }])).toEqual(['SOURCE_REQUIRED']));

  test('groups are at most 8 deep', () => {
    const nest = (depth: number): Layer =>
      depth === 0 ? aTextLayer({ id: 'x' }) : group([nest(depth - 1)], `g${depth}`);
    expect(codes([nest(8)])).toEqual([]);
    expect(codes([nest(9)])).toEqual(['NESTING_TOO_DEEP']);
    expect(codes([nest(500)])).toEqual(['NESTING_TOO_DEEP']);
  });

  test('layers and keyframes are counted', () => {
    const many = Array.from({ length: 1001 }, (_, i) => aTextLayer({ id: `l${i}` }));
    expect(codes([group(many, 'g')])).toEqual(['TOO_MANY_LAYERS']);
    const keyframes = Array.from({ length: 10_001 }, (_, time) => ({ time, value: 1 }));
    expect(codes([aTextLayer({ animations: [{ property: 'opacity', keyframes }] })])).toEqual(['TOO_MUCH']);
  });

  test('layers that decide the length must fit the limit', () => {
    const long = aTextLayer({ start: 21_000, sourceDuration: 601 });
    expect(codes([long], { duration: null })).toEqual(['INVALID_DURATION']);
    expect(codes([long], { duration: 10 })).toEqual([]);
    expect(codes([{ ...long, enabled: false }], { duration: null })).toEqual([]);
  });
});
