import { frameRate } from '../time/index.js';
import type { GroupLayer, Layer } from './layer.schema.js';
import type { MediaFacts } from './media-facts.schema.js';
import { DEFAULT_OUTPUT } from './output.schema.js';
import { resolveTimeline } from './resolve-timeline.js';
import type { Scene } from './scene.schema.js';

const FACTS: Record<string, MediaFacts> = {
  clip: { duration: 8, video: null, audio: null },
};

function layer(more: Partial<Layer> & { kind?: Layer['kind'] } = {}): Layer {
  return {
    kind: 'text',
    id: 'a',
    path: 'layers[1]',
    number: 2,
    enabled: true,
    start: 0,
    sourceDuration: null,
    sourceStart: 0,
    sourceEnd: 0,
    speed: 1,
    properties: {},
    animations: [],
    effects: [],
    ...more,
  } as Layer;
}

function scene(layers: Layer[], more: Partial<Scene> = {}): Scene {
  return {
    version: 1,
    name: 's',
    width: 320,
    height: 180,
    fps: frameRate(30),
    duration: null,
    backgroundColor: '#000',
    layers,
    tracks: [],
    sources: {},
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: DEFAULT_OUTPUT,
    ...more,
  };
}

const video = (more: Partial<Layer> = {}): Layer =>
  layer({ kind: 'video', source: 'clip', ...more } as Partial<Layer>);

test('the scene is as long as its longest bounded layer', () => {
  const timeline = resolveTimeline(scene([layer({ sourceDuration: 2, start: 1 }), layer()]), {});
  expect(timeline.frames).toBe(90);
  expect(timeline.layers.map((timed) => timed.endFrame)).toEqual([90, 90]);
});

test('nothing bounded gives five seconds', () => {
  expect(resolveTimeline(scene([layer()]), {}).frames).toBe(150);
  expect(resolveTimeline(scene([]), {}).frames).toBe(150);
});

test('an explicit duration wins, and 29.97 counts exactly', () => {
  const timeline = resolveTimeline(scene([layer()], { duration: 10, fps: frameRate(29.97) }), {});
  expect(timeline.frames).toBe(300);
});

test('a video without a duration plays what the media holds, trimmed and at its speed', () => {
  const [timed] = resolveTimeline(scene([video({ sourceStart: 1, sourceEnd: 2, speed: 2 })]), FACTS).layers;
  expect(timed).toMatchObject({ sourceDuration: 5, length: 2.5, startFrame: 0, endFrame: 75 });
});

test('reverse speed has the same length; speed 0 is never shown', () => {
  expect(resolveTimeline(scene([video({ speed: -2 })]), FACTS).layers[0]).toMatchObject({ length: 4 });
  expect(resolveTimeline(scene([video({ speed: 0 })]), FACTS).layers).toEqual([]);
});

test('a layer longer than the scene is seen until its end but keeps its length', () => {
  const [timed] = resolveTimeline(scene([video()], { duration: 3 }), FACTS).layers;
  expect(timed).toMatchObject({ endFrame: 90, length: 8 });
});

test('layers without a track come first, then by track; disabled layers and tracks are left out', () => {
  const layers = [
    layer({ id: 'two', track: 1 }),
    layer({ id: 'none' }),
    layer({ id: 'one', track: 0 }),
    layer({ id: 'off', enabled: false }),
    layer({ id: 'hidden', track: 2 }),
  ];
  const tracks = [{ enabled: true }, { enabled: true }, { enabled: false }];
  const ids = resolveTimeline(scene(layers, { tracks }), {}).layers.map((timed) => timed.layer.id);
  expect(ids).toEqual(['none', 'one', 'two']);
});

test('children are cut to their group, on its clock', () => {
  const children = [layer({ id: 'child', sourceDuration: 10, start: 1 }), layer({ id: 'open' })];
  const group = layer({ kind: 'group', children, sourceDuration: 4, start: 2 } as Partial<GroupLayer>);
  const [timed] = resolveTimeline(scene([group], { duration: 20 }), {}).layers;
  expect(timed).toMatchObject({ startFrame: 60, endFrame: 180 });
  expect(timed?.children[0]).toMatchObject({ startFrame: 30, endFrame: 120, length: 3, sourceDuration: 10 });
  expect(timed?.children[1]).toMatchObject({ startFrame: 0, endFrame: 120 });
});

test('a group without a length is as long as its longest child', () => {
  const children = [layer({ sourceDuration: 3, start: 1 }), layer()];
  const group = layer({ kind: 'group', children, speed: 2 } as Partial<GroupLayer>);
  const timeline = resolveTimeline(scene([group]), {});
  expect(timeline.frames).toBe(60);
  expect(timeline.layers[0]).toMatchObject({ sourceDuration: 4, length: 2 });
});

test('a layer that starts after the end is left out', () => {
  expect(
    resolveTimeline(scene([layer({ start: 9, sourceDuration: 1 })], { duration: 5 }), {}).layers,
  ).toEqual([]);
});

describe('joined layers', () => {
  const joins = (duration: number, more: Partial<Layer> = {}): Layer =>
    layer({ join: { style: 'fade', duration, follows: true }, ...more });

  test('follow each other, overlapping; the scene is as long as all of them less the overlaps', () => {
    const layers = [video(), joins(1, { sourceDuration: 4 }), joins(0.5, { sourceDuration: 2 })];
    const timeline = resolveTimeline(scene(layers), FACTS);
    expect(timeline.frames).toBe((8 + 4 + 2 - 1.5) * 30);
    expect(timeline.layers.map(({ start, join }) => ({ start, join }))).toEqual([
      { start: 0, join: undefined },
      { start: 7, join: { style: 'fade', seconds: 1, endFrame: 240 } },
      { start: 10.5, join: { style: 'fade', seconds: 0.5, endFrame: 330 } },
    ]);
  });

  test('sound between them does not count, and nothing to join is no join', () => {
    const sound = layer({ kind: 'audio', source: 'clip' } as Partial<Layer>);
    const layers = [joins(1, { sourceDuration: 3 }), sound, joins(1, { sourceDuration: 3 })];
    const [first, , second] = resolveTimeline(scene(layers), FACTS).layers;
    expect(first).toMatchObject({ start: 0 });
    expect(first).not.toHaveProperty('join');
    expect(second).toMatchObject({ start: 2, join: { seconds: 1 } });
  });

  test('overlap no more than either is long; without a length it is the usual one; 0 is a cut', () => {
    const layers = [layer({ sourceDuration: 1 }), joins(9), joins(0, { sourceDuration: 2 })];
    const timeline = resolveTimeline(scene(layers), {});
    expect(timeline.layers.map(({ start, length }) => [start, length])).toEqual([
      [0, 1],
      [0, 5],
      [5, 2],
    ]);
    expect(timeline.layers[2]).not.toHaveProperty('join');
  });

  test('at a start of their own they join what is still there', () => {
    const join = { style: 'fade', duration: 3, follows: false } as const;
    const [, second] = resolveTimeline(scene([video(), layer({ start: 6, join })]), FACTS).layers;
    expect(second).toMatchObject({ start: 6, join: { seconds: 2, endFrame: 240 } });
  });

  test('in a group, whose length they make', () => {
    const children = [layer({ sourceDuration: 3 }), joins(1, { sourceDuration: 3 })];
    const group = layer({ kind: 'group', children } as Partial<GroupLayer>);
    const timeline = resolveTimeline(scene([group]), {});
    expect(timeline.frames).toBe(150);
    expect(timeline.layers[0]?.children[1]).toMatchObject({ start: 2, join: { endFrame: 90 } });
  });
});

test('a loop is as long as its passes; one without end fills its container', () => {
  const trimmed = { sourceStart: 2, sourceEnd: 1 };
  const finite = resolveTimeline(scene([video({ ...trimmed, loop: 3, speed: 2 })]), FACTS);
  expect(finite.layers[0]).toMatchObject({ length: 7.5, sourceDuration: 15, loop: { pass: 5, plays: 3 } });
  const [endless] = resolveTimeline(scene([video({ loop: 'forever' })], { duration: 30 }), FACTS).layers;
  expect(endless).toMatchObject({ length: 30, loop: { pass: 8, plays: null } });
});

test('what is held lengthens the layer and the scene', () => {
  const timeline = resolveTimeline(scene([video({ hold: 1, sourceDuration: 2, speed: 2 })]), FACTS);
  expect(timeline.frames).toBe(60);
  expect(timeline.layers[0]).toMatchObject({ length: 2, hold: 1, heldFrom: 30, sourceDuration: 2 });
});

test('a negative start counts from the end of the media', () => {
  const [timed] = resolveTimeline(scene([video({ sourceStart: -3 })]), FACTS).layers;
  expect(timed).toMatchObject({ length: 3, layer: { sourceStart: 5 } });
  expect(resolveTimeline(scene([video({ sourceStart: -30 })]), FACTS).layers[0]).toMatchObject({ length: 8 });
});
