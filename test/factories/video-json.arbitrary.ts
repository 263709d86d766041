import fc from 'fast-check';
import { rangeOf } from '../../coordinator/src/api/ilve/video-json/values/ranges.js';
import {
  EFFECTS,
  propertiesOf,
  TRANSITIONS,
  type LayerKind,
  type ParamDefinition,
  type PropertyDefinition,
} from '../../shared/src/scene/index.js';

/**
 * Documents that the API must take: every type of layer with any of its properties, keyframes, transitions and effects,
 * groups in groups, tracks, speeds and outputs, in the spellings that people use.
 */

type Json = Record<string, unknown>;
type Arb = fc.Arbitrary<unknown>;

const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(min, max, Math.min(max, Math.max(min, 0)), Math.min(max, Math.max(min, 1))),
    ...(Math.ceil(min) <= Math.floor(max) ? [fc.integer({ min: Math.ceil(min), max: Math.floor(max) })] : []),
    fc.double({ min, max, noNaN: true }),
  );
const color = fc.constantFrom(
  '#f80',
  '#11223344',
  'rgba(1, 2, 3, 0.5)',
  'hsl(120, 50%, 50%)',
  'white',
  'transparent',
);
const easing = fc.constantFrom(
  'step',
  'linear',
  'easeIn',
  'easeOut',
  'easeInOut',
  'cubic-bezier(0.1,-2,0.9,3)',
);
const text = fc.oneof(
  fc.lorem(),
  fc.constantFrom('', ' ', 'Größe 7\nzwei', 'שלום 123', '👩‍👩‍👧 a', '{{x}}', '0'),
);

/** Seconds in one of the forms that the API takes. */
const time = (max: number): Arb =>
  fc
    .double({ min: 0, max, noNaN: true })
    .chain((seconds) =>
      fc.constantFrom<unknown>(
        seconds,
        Math.round(seconds),
        `${Math.round(seconds * 1000)}ms`,
        `${Math.round(seconds * 30)}f`,
        `00:${String(Math.floor(seconds % 60)).padStart(2, '0')}`,
      ),
    );

const COUNTS: Record<string, readonly number[]> = {
  scale: [1, 2, 3],
  point: [2, 3],
  rotation: [1, 2, 3],
  sides: [1, 2, 4],
  pair: [1, 2],
};

function measure(name: string, { units }: PropertyDefinition): Arb {
  const [min, max] = rangeOf(name) ?? [-1000, 1000];
  // Mostly small numbers, which draw something; sometimes the far ends of what is allowed.
  const plain = fc.oneof(
    { weight: 4, arbitrary: number(Math.max(min, -3), Math.min(max, Math.max(min + 1, 5))) },
    number(min, max),
  );
  const withUnit = fc.tuple(plain, fc.constantFrom('', ...units));
  return fc.oneof(
    plain,
    withUnit.map(([n, unit]) => (unit === '' ? n : `${n.toFixed(3)}${unit}`)),
  );
}

/** One value of a property that the API takes. */
function propertyValue(name: string, definition: PropertyDefinition): Arb {
  switch (definition.type) {
    case 'color':
      return color;
    case 'option':
      return fc.constantFrom(...(definition.options ?? []));
    case 'switch':
      return fc.boolean();
    case 'weight':
      return fc.oneof(fc.constantFrom('normal', 'bold'), fc.integer({ min: 1, max: 1000 }));
    case 'word':
      return fc.constantFrom('Noto Sans', 'Inter', 'No Such Font');
    case 'text':
      return text;
    default: {
      const one = measure(name, definition);
      const [least = 1] = COUNTS[definition.type] ?? [1];
      const lists = (COUNTS[definition.type] ?? [1]).map((length) =>
        fc.array(one, { minLength: length, maxLength: length }),
      );
      return least === 1 ? fc.oneof(one, ...lists) : fc.oneof(...lists);
    }
  }
}

const keyframes = (value: Arb): Arb =>
  fc.array(fc.record({ time: time(6), value, easing }, { requiredKeys: ['time', 'value'] }), {
    minLength: 1,
    maxLength: 4,
  });

function paramValue(definition: ParamDefinition): Arb {
  if (definition.type === 'switch') return fc.boolean();
  if (definition.type === 'color') return color;
  if (definition.type === 'option') return fc.constantFrom(...(definition.options ?? []));
  return number(definition.min ?? -100, Math.max(definition.max ?? 100, definition.min ?? -100));
}

const paramsOf = (params: ReadonlyMap<string, ParamDefinition>): Arb =>
  fc.record(Object.fromEntries([...params].map(([name, definition]) => [name, paramValue(definition)])), {
    requiredKeys: [],
  });

const transition = fc
  .constantFrom(...TRANSITIONS)
  .chain(([name, { params }]) =>
    fc.oneof(
      fc.constant(name),
      fc.record(
        { transition: fc.constant(name), duration: time(3), easing, params: paramsOf(params) },
        { requiredKeys: ['transition'] },
      ),
    ),
  );

const effect = fc
  .constantFrom(...EFFECTS)
  .chain(([name, { params }]) =>
    fc.record(
      { effect: fc.constant(name), enabled: fc.boolean(), params: paramsOf(params) },
      { requiredKeys: ['effect'] },
    ),
  );

/** Parameters of the effects in keyframes, by the name that the format gives them. */
const effectAnimations = fc.constantFrom(...EFFECTS).chain(([name, { params }]) =>
  fc.constantFrom(...params).chain(([param, definition]) =>
    fc.record({
      property: fc.constantFrom(`effects.${name}.${param}`, `effects.${name}[0].${param}`),
      keyframes: keyframes(paramValue(definition)),
    }),
  ),
);

/** A few of a kind's properties, each where one may write it. */
function looksOf(kind: LayerKind): fc.Arbitrary<Json> {
  const entry = fc.constantFrom(...propertiesOf(kind)).chain(([name, definition]) =>
    fc.record({
      name: fc.constant(name),
      bag: fc.constantFrom('properties', 'style', 'layer'),
      value: propertyValue(name, definition),
      moving: definition.animatable ? fc.boolean() : fc.constant(false),
      keyframes: keyframes(propertyValue(name, definition)),
    }),
  );
  return fc.array(entry, { maxLength: 6 }).map((entries) => {
    const layer: { properties: Json; style: Json; layer: Json; animations: unknown[] } = {
      properties: {},
      style: {},
      layer: {},
      animations: [],
    };
    for (const { name, bag, value, moving, keyframes: list } of entries) {
      if (moving) layer.animations.push({ property: name, keyframes: list });
      else layer[bag as 'style'][name] = value;
    }
    const { layer: flat, ...bags } = layer;
    return { ...flat, ...bags };
  });
}

const timing = fc.record(
  {
    start: time(8),
    duration: time(8),
    sourceDuration: time(8),
    sourceStart: time(3),
    sourceEnd: time(3),
    speed: fc.oneof(fc.constantFrom(1, -1, 0.5, 2, 0), number(0.01, 100), number(-100, -0.01)),
    enabled: fc.boolean(),
    track: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
);
const extras = fc.record(
  { transitionIn: transition, transitionOut: transition, effects: fc.array(effect, { maxLength: 3 }) },
  { requiredKeys: [] },
);

const caption = fc
  .tuple(text, fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0.01, max: 5, noNaN: true }))
  .map(([said, startTime, length]) => ({ caption: said, startTime, endTime: startTime + length }));

/** What only this type of layer has. */
const OWN: Record<string, fc.Arbitrary<Json>> = {
  text: fc.record({ text }),
  captions: fc.record(
    {
      captions: fc.array(caption, { maxLength: 5 }),
      maxLines: fc.integer({ min: 1, max: 5 }),
      maxCharsPerLine: fc.integer({ min: 1, max: 60 }),
    },
    { requiredKeys: ['captions'] },
  ),
  shape: fc.record({ shapeType: fc.constantFrom('rectangle', 'ellipse', 'polygon', 'star') }),
  empty: fc.constant({}),
  image: fc.record({
    src: fc.constantFrom('https://media.example/photo.png', 'https://media.example/turned.jpg'),
  }),
  video: fc.record({
    src: fc.constantFrom('https://media.example/film.mp4', 'https://media.example/silent.mov'),
  }),
  audio: fc.record({
    src: fc.constantFrom('https://media.example/song.mp3', 'https://media.example/film.mp4'),
  }),
};
const KIND: Record<string, LayerKind> = { empty: 'shape' };

function leaf(type: string): fc.Arbitrary<Json> {
  const kind = KIND[type] ?? (type as LayerKind);
  return fc
    .tuple(
      OWN[type] ?? fc.constant({}),
      looksOf(kind),
      timing,
      extras,
      fc.option(effectAnimations, { nil: undefined }),
    )
    .map(([own, looks, times, more, animated]) => ({
      ...looks,
      ...own,
      ...times,
      ...more,
      type,
      animations: [...(looks.animations as unknown[]), ...(animated ? [animated] : [])],
    }));
}

const { layer } = fc.letrec<{ layer: Json; group: Json }>((tie) => ({
  layer: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    ...Object.keys(OWN).map(leaf),
    tie('group') as fc.Arbitrary<Json>,
  ),
  group: fc
    .tuple(leaf('group'), fc.array(tie('layer') as fc.Arbitrary<Json>, { maxLength: 3 }))
    .map(([group, children]) => ({ ...group, children })),
}));

const composition = fc
  .tuple(
    looksOf('group'),
    extras,
    fc.record(
      {
        width: fc.integer({ min: 16, max: 7680 }),
        height: fc.integer({ min: 16, max: 4320 }),
        fps: fc.constantFrom(1, 12.5, 23.976, 24, 25, 29.97, 30, 59.94, 60, 120),
        sourceDuration: fc.oneof(
          fc.double({ min: 0.001, max: 30, noNaN: true }),
          fc.constantFrom(1, '00:05', 3600),
        ),
        backgroundColor: color,
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([looks, more, project, plain]) => ({
    ...(plain ? {} : { ...looks, ...more }),
    ...project,
    type: 'composition',
  }));

const output = fc.constantFrom(
  undefined,
  { format: 'mp4', codec: 'hevc', quality: 'low' },
  { format: 'webm', crf: 30 },
  { format: 'mov' },
  { format: 'png', time: 0 },
);

export const videoJson: fc.Arbitrary<Json> = fc
  .record({
    composition: fc.option(composition, { nil: undefined }),
    layers: fc.array(layer, { minLength: 1, maxLength: 6 }),
    tracks: fc.option(fc.array(fc.record({ name: text, enabled: fc.boolean() }), { maxLength: 4 }), {
      nil: undefined,
    }),
    output,
  })
  .map(({ composition: first, layers, tracks, output: file }) => ({
    name: 'Made up',
    layers: [...(first ? [first] : []), ...layers],
    ...(tracks ? { tracks } : {}),
    ...(file ? { output: file } : {}),
  }));
