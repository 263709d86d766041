import { type Layer, type Scene } from '@farm/shared/scene';
import { aComposition, aDocument, anImage, aText } from '../../../../../test/factories/scene.factory.js';
import { videoJsonToScene, type TranslateOptions } from './video-json-to-scene.js';

function accept(document: unknown, options?: TranslateOptions): { scene: Scene; warned: string[] } {
  const result = videoJsonToScene(document, options);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return { scene: result.scene, warned: result.warnings.map(({ code }) => code) };
}

function only(document: unknown, options?: TranslateOptions): Layer {
  const [layer] = accept(document, options).scene.layers;
  if (!layer) throw new Error('no layer');
  return layer;
}

function refuse(document: unknown): { path: string; code: string | undefined; message: string }[] {
  const result = videoJsonToScene(document);
  if (result.ok) throw new Error('was accepted');
  return result.issues.map(({ path, code, message }) => ({ path, code, message }));
}

describe('the five shapes of a document', () => {
  const layers = {
    A: aDocument(aText({ start: 1, duration: 2, style: { fontSize: 8, color: 'red' } })),
    B: {
      name: 'Test',
      width: 640,
      height: 360,
      fps: 30,
      duration: 2,
      layers: [
        {
          type: 'text',
          settings: { enabled: true, startTime: 1, sourceDuration: 2 },
          properties: { text: 'Hello', fontSize: 8, color: 'red' },
          animations: [],
        },
      ],
    },
    C: {
      name: 'Test',
      layers: [
        {
          type: 'text',
          settings: { startTime: 1, duration: 2, text: 'Hello', fontSize: 8, color: 'red' },
        },
      ],
    },
    D: {
      name: 'Test',
      width: 640,
      height: 360,
      fps: 30,
      duration: 2,
      layers: [aText({ startTime: '1s', duration: '60f', fontSize: 8, color: 'red' })],
    },
    E: { videoJSON: aDocument(aText({ start: 1, duration: 2, fontSize: '8em', style: { color: 'red' } })) },
  };

  test.each(Object.entries(layers))('%s', (_, document) => {
    expect(only(document)).toMatchObject({
      kind: 'text',
      number: expect.any(Number),
      start: 1,
      sourceDuration: 2,
      properties: { text: 'Hello', fontSize: 8, color: 'red' },
    });
  });

  test('defaults: 1920x1080, 30 fps, black, length from the layers', () => {
    const { scene } = accept({ name: 'x', layers: [aText()] });
    expect(scene).toMatchObject({
      width: 1920,
      height: 1080,
      fps: { num: 30, den: 1 },
      duration: null,
      backgroundColor: '#000000',
    });
  });

  test('settings of the composition are found wherever they stand, the layer first', () => {
    const composition = {
      type: 'composition',
      width: 100,
      settings: { width: 200, height: 300 },
      properties: { fps: 25 },
      style: { backgroundColor: 'navy', duration: '00:10' },
    };
    expect(accept({ name: 'x', height: 999, layers: [composition] }).scene).toMatchObject({
      width: 100,
      height: 300,
      fps: { num: 25, den: 1 },
      duration: 10,
      backgroundColor: 'navy',
    });
  });

  test('a composition further back is moved to the front; the layer keeps its number', () => {
    const { scene, warned } = accept({ name: 'x', layers: [aText(), aComposition()] });
    expect([scene.width, scene.layers[0]?.number, warned]).toEqual([640, 1, ['composition-moved']]);
  });

  test('what the composition does to the picture goes to the frame', () => {
    const composition = aComposition({
      opacity: 0.5,
      keyframes: { filterBlur: [{ time: 0, value: 1 }] },
      transitionOut: { transition: 'fade', duration: '500ms' },
    });
    expect(accept({ name: 'x', layers: [composition] }).scene.frame).toEqual({
      properties: { opacity: 0.5 },
      animations: [{ property: 'filterBlur', keyframes: [{ time: 0, value: 1 }] }],
      transitionOut: { name: 'fade', duration: 0.5, params: {} },
      effects: [],
    });
  });

  test('odd sizes are rounded up, NTSC rates are exact', () => {
    const { scene, warned } = accept({ name: 'x', layers: [aComposition({ width: 641, fps: 29.97 })] });
    expect([scene.width, scene.fps, warned]).toEqual([642, { num: 30000, den: 1001 }, ['odd-size']]);
  });
});

describe('layers', () => {
  test('properties win over style, style over the layer, the layer over settings', () => {
    const layer = aText({
      properties: { opacity: 0.1 },
      style: { opacity: 0.2, fontSize: 2 },
      opacity: 0.3,
      fontSize: 3,
      lineHeight: 3,
      settings: { opacity: 0.4, fontSize: 4, lineHeight: 4, letterSpacing: 4 },
    });
    expect(only(aDocument(layer)).properties).toEqual({
      text: 'Hello',
      opacity: 0.1,
      fontSize: 2,
      lineHeight: 3,
      letterSpacing: 4,
    });
  });

  test('timing: aliases, trims, speed', () => {
    const video = {
      type: 'video',
      src: 'https://m.example/a.mp4',
      start: 1,
      duration: 4,
      speed: -2,
      trimStart: 3,
      sourceEnd: '1s',
    };
    expect(only(aDocument(video))).toMatchObject({
      start: 1,
      sourceDuration: 8,
      speed: -2,
      sourceStart: 3,
      sourceEnd: 1,
    });
    expect(only(aDocument({ ...video, sourceDuration: 5 })).sourceDuration).toBe(5);
  });

  test('null is the same as absent', () => {
    const { scene, warned } = accept(
      aDocument(aText({ start: null, id: null, transitionIn: null, color: null })),
    );
    expect(scene.layers[0]).toMatchObject({ start: 0, properties: { text: 'Hello' } });
    expect(warned).toEqual([]);
  });

  test('keyframes: three spellings, sorted, values in normal form', () => {
    const layer = aText({
      animations: [{ property: 'opacity', keyframes: [{ time: 1, value: '0.5', easing: 'ease-in' }] }],
      keyframes: {
        fontSize: [
          { time: '1s', value: '20px' },
          { time: 0, value: 2 },
        ],
      },
      style: {
        color: [
          { time: 0, value: 'red' },
          { time: 1, value: '#00f' },
        ],
      },
    });
    const { scene, warned } = accept(aDocument(layer));
    expect(scene.layers[0]?.animations).toEqual([
      { property: 'opacity', keyframes: [{ time: 1, value: 0.5, easing: 'cubic-bezier(0.42,0,1,1)' }] },
      {
        property: 'fontSize',
        keyframes: [
          { time: 0, value: 2 },
          { time: 1, value: { n: 20, unit: 'px' } },
        ],
      },
      {
        property: 'color',
        keyframes: [
          { time: 0, value: 'red' },
          { time: 1, value: '#00f' },
        ],
      },
    ]);
    expect(warned).toEqual(['keyframes-sorted']);
  });

  test.each([
    ['padding', '1em 20px', [1, { n: 20, unit: 'px' }, 1, { n: 20, unit: 'px' }]],
    ['padding', [1, 2, 3], [1, 2, 3, 2]],
    ['padding', '0.4em', 0.4],
    ['borderRadius', '50%', { n: 50, unit: '%' }],
    ['fontSize', '5vw', 5],
    ['lineHeight', '120%', 120],
    ['lineHeight', '2em', { n: 2, unit: 'em' }],
    ['rotation', '45deg', 45],
    ['rotation', [10, 0, 0], [10, 0, 0]],
    ['scale', [1, 2], [1, 2]],
    ['position', { x: 0.1, y: 0.9 }, [0.1, 0.9]],
    ['textShadowOffset', 2, [2, 2]],
    ['fontWeight', 'bold', 700],
    ['fontWeight', '350', 350],
    ['backgroundColor', 'none', 'transparent'],
    ['fontFamily', '"Open Sans", sans-serif', 'Open Sans'],
    ['wrap', 'false', false],
    ['text', 42, '42'],
    ['maxWidth', '50em', 50],
  ])('%s: %j is %j', (name, value, expected) => {
    expect(only(aDocument(aText({ [name]: value }))).properties[name]).toEqual(expected);
  });

  test('a font size of a settings document is in pixels when it is absurd otherwise', () => {
    const settings = { text: 'x', fontSize: 64, duration: 1 };
    const { scene, warned } = accept({ name: 'x', layers: [{ type: 'text', settings }] });
    expect(scene.layers[0]?.properties.fontSize).toEqual({ n: 64, unit: 'px' });
    expect(warned).toEqual(['font-size-in-pixels']);
    expect(only({ name: 'x', layers: [aText({ fontSize: 64 })] }).properties.fontSize).toBe(64);
  });

  test('a text shadow without its switch is on, with it off it is off; a box shadow stays off', () => {
    expect(only(aDocument(aText({ textShadowBlur: 1 }))).properties.textShadow).toBe(true);
    expect(only(aDocument(aText({ textShadowBlur: 1, textShadow: false }))).properties.textShadow).toBe(
      false,
    );
    const { scene, warned } = accept(aDocument(aText({ boxShadowBlur: 1 })));
    expect([scene.layers[0]?.properties.boxShadow, warned]).toEqual([undefined, ['switch-off']]);
  });

  test('an empty layer is a rectangle as large as the canvas, and invisible', () => {
    expect(only(aDocument({ type: 'empty' }))).toMatchObject({
      kind: 'shape',
      shape: 'rectangle',
      properties: { width: (640 / 360) * 100, height: 100, fill: 'transparent' },
    });
    expect(only(aDocument({ type: 'empty', fill: 'red', width: 5 })).properties).toMatchObject({
      fill: 'red',
      width: 5,
    });
  });

  test('captions: entries, aliases, words and SRT', () => {
    const captions = [
      { caption: 'One', startTime: 0, endTime: '1s' },
      { text: 'Two', start: 1, end: 2 },
      { words: [{ word: 'Three' }, { text: 'four' }], start: 2, end: 3 },
    ];
    const layer = only(aDocument({ type: 'captions', captions, maxLines: 1 }));
    expect(layer).toMatchObject({
      captions: [
        { text: 'One', start: 0, end: 1 },
        { text: 'Two', start: 1, end: 2 },
        { text: 'Three four', start: 2, end: 3 },
      ],
      maxCharsPerLine: 32,
      maxLines: 1,
    });
    const srt = '1\n00:00:00,000 --> 00:00:01,000\nHi';
    expect(only(aDocument({ type: 'captions', settings: { captions: srt } }))).toMatchObject({
      captions: [{ text: 'Hi', start: 0, end: 1 }],
    });
  });

  test('groups: children keep their own times, paths and the number of the top-level layer', () => {
    const group = {
      type: 'group',
      start: 1,
      layers: [aText(), { type: 'group', children: [aText({ id: 'deep' })] }],
    };
    expect(only(aDocument(group))).toMatchObject({
      kind: 'group',
      children: [
        { path: 'layers[1].layers[0]', number: 2, start: 0 },
        { kind: 'group', children: [{ id: 'deep', path: 'layers[1].layers[1].children[0]', number: 2 }] },
      ],
    });
  });

  test('tracks, enabled and ids', () => {
    const { scene } = accept({
      ...aDocument(aText({ track: 1, enabled: false })),
      tracks: [{ name: 'a' }, { enabled: false }],
    });
    expect(scene.tracks).toEqual([{ name: 'a', enabled: true }, { enabled: false }]);
    expect(scene.layers[0]).toMatchObject({ id: 'layers[1]', track: 1, enabled: false });
  });
});

describe('sources', () => {
  test('equal ones share a key', () => {
    const { scene } = accept(aDocument(anImage(), anImage(), anImage({ src: 'data:image/png;base64,AAAA' })));
    expect(scene.sources).toEqual({
      s1: { type: 'url', url: 'https://media.example/photo.jpg' },
      s2: { type: 'data', url: 'data:image/png;base64,AAAA' },
    });
    expect(scene.layers.map((layer) => 'source' in layer && layer.source)).toEqual(['s1', 's1', 's2']);
  });

  test('assets and fonts of the workspace are found', () => {
    const { scene } = accept(aDocument(anImage(), aText({ fontFamily: 'Brand' })), {
      resolveAsset: (url) => (url.includes('photo') ? { assetId: 'a1', name: 'photo.jpg' } : undefined),
      resolveFont: (family) => (family === 'Brand' ? { assetId: 'f1' } : undefined),
    });
    expect(scene.sources).toEqual({
      s1: { type: 'asset', assetId: 'a1', name: 'photo.jpg' },
      s2: { type: 'asset', assetId: 'f1' },
    });
    expect(scene.fonts).toEqual({ Brand: 's2' });
  });

  test('files only for the command line', () => {
    const document = aDocument(anImage({ src: 'media/a b.png' }), anImage({ src: 'file:///tmp/a%20b.png' }));
    expect(refuse(document).map(({ code }) => code)).toEqual(['SOURCE_UNSUPPORTED', 'SOURCE_UNSUPPORTED']);
    expect(accept(document, { allowFiles: true }).scene.sources).toEqual({
      s1: { type: 'file', path: 'media/a b.png' },
      s2: { type: 'file', path: '/tmp/a b.png' },
    });
  });

  test('a private host passes when the operator allows it', () => {
    const document = aDocument(anImage({ src: 'http://127.0.0.1:9/x.png' }));
    expect(refuse(document)[0]?.code).toBe('SOURCE_UNSUPPORTED');
    expect(accept(document, { refusesHost: (name) => name !== '127.0.0.1' }).scene.sources.s1).toBeDefined();
  });
});

describe('destinations stay beside the scene', () => {
  test('they are read', () => {
    const destinations = [{ integrationId: 'i1', provider: 'r2', pathPrefix: 'a/' }];
    const result = videoJsonToScene({ ...aDocument(), destinations });
    expect(result).toMatchObject({
      ok: true,
      destinations: [{ integrationId: 'i1', provider: 'r2', pathPrefix: 'a/' }],
    });
  });

  test('none is an empty list', () =>
    expect(videoJsonToScene({ ...aDocument(), destinations: [] })).toMatchObject({
      ok: true,
      destinations: [],
    }));
});

test('a join follows the layer below it unless the layer says when it starts', () => {
  expect(only(aDocument(aText({ join: 'wipeleft' })))).toMatchObject({
    join: { style: 'wipeleft', duration: 1, follows: true },
  });
  const join = { style: 'circleopen', duration: '500ms' };
  expect(only(aDocument({ type: 'group', start: 3, join, children: [aText()] }))).toMatchObject({
    start: 3,
    join: { style: 'circleopen', duration: 0.5, follows: false },
  });
  expect(
    accept(aDocument({ type: 'audio', src: 'https://media.example/a.mp3', join: 'fade' })).warned,
  ).toContain('not-for-this-layer');
});
