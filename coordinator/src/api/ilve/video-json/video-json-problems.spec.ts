import { EFFECTS, TRANSITIONS, type Scene } from '@farm/shared/scene';
import { aComposition, aDocument, anImage, aText } from '../../../../../test/factories/scene.factory.js';
import { videoJsonToScene } from './video-json-to-scene.js';

function accept(document: unknown): { scene: Scene; warned: string[] } {
  const result = videoJsonToScene(document);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return { scene: result.scene, warned: result.warnings.map(({ code }) => code) };
}

function refuse(document: unknown): { path: string; code: string | undefined; message: string }[] {
  const result = videoJsonToScene(document);
  if (result.ok) throw new Error('was accepted');
  return result.issues.map(({ path, code, message }) => ({ path, code, message }));
}

describe('every problem has its code and its place', () => {
  const text = (change: object) => aDocument(aText(change));
  const cases: [string, string, unknown][] = [
    ['INVALID_DOCUMENT', '', []],
    ['INVALID_DOCUMENT', '', { videoJSON: 5 }],
    ['NAME_REQUIRED', 'name', { layers: [aComposition()] }],
    ['NAME_TOO_LONG', 'name', { ...aDocument(), name: 'x'.repeat(201) }],
    ['LAYERS_REQUIRED', 'layers', { name: 'x' }],
    ['LAYERS_REQUIRED', 'layers', { name: 'x', layers: [] }],
    ['TOO_MANY_LAYERS', 'layers', aDocument(...Array.from({ length: 50 }, () => aText()))],
    ['COMPOSITION_DUPLICATE', 'layers[1]', aDocument(aComposition())],
    ['INVALID_DIMENSION', 'layers[0].width', { name: 'x', layers: [aComposition({ width: 99999 })] }],
    ['INVALID_DIMENSION', 'height', { name: 'x', height: 10.5, layers: [aText()] }],
    ['INVALID_FPS', 'layers[0].fps', { name: 'x', layers: [aComposition({ fps: 0 })] }],
    [
      'INVALID_DURATION',
      'layers[0].sourceDuration',
      { name: 'x', layers: [aComposition({ sourceDuration: -1 })] },
    ],
    ['INVALID_DURATION', 'layers[0]', { name: 'x', layers: [aText({ start: 21000, duration: 1000 })] }],
    ['UNKNOWN_LAYER_TYPE', 'layers[1].type', aDocument({ type: 'txt' })],
    ['UNKNOWN_LAYER_TYPE', 'layers[1].type', aDocument({})],
    ['SOURCE_REQUIRED', 'layers[1].src', aDocument({ type: 'video' })],
    ['SOURCE_UNSUPPORTED', 'layers[1].src', aDocument(anImage({ src: 'blob:x' }))],
    ['INVALID_TIME', 'layers[1].start', text({ start: 'soon' })],
    ['INVALID_TIME', 'layers[1].duration', text({ duration: -1 })],
    [
      'INVALID_TIME',
      'layers[1].transitionIn.duration',
      text({ transitionIn: { transition: 'fade', duration: 'x' } }),
    ],
    ['UNKNOWN_TRANSITION', 'layers[1].join.style', text({ join: { style: 'wipe-left' } })],
    ['UNKNOWN_TRANSITION', 'layers[1].join', text({ join: 3 })],
    ['INVALID_TIME', 'layers[1].join.duration', text({ join: { duration: 'x' } })],
    ['INVALID_PROPERTY_TYPE', 'layers[1].style.opacity', text({ style: { opacity: 'much' } })],
    ['INVALID_PROPERTY_TYPE', 'layers[1].position', text({ position: [0.5] })],
    ['INVALID_PROPERTY_TYPE', 'layers[1].fontSize', text({ fontSize: 1e300 })],
    ['INVALID_PROPERTY_ENUM', 'layers[1].textAlign', text({ textAlign: 'middle' })],
    ['INVALID_PROPERTY_ENUM', 'layers[1].shapeType', aDocument({ type: 'shape', shapeType: 'circle' })],
    ['INVALID_COLOR', 'layers[1].color', text({ color: 'blurple' })],
    [
      'INVALID_KEYFRAMES',
      'layers[1].animations[0].keyframes',
      text({ animations: [{ property: 'opacity', keyframes: [] }] }),
    ],
    [
      'INVALID_KEYFRAMES',
      'layers[1].animations[0].keyframes[1].time',
      text({
        animations: [
          {
            property: 'opacity',
            keyframes: [
              { time: 0, value: 0 },
              { time: 'x', value: 1 },
            ],
          },
        ],
      }),
    ],
    [
      'INVALID_KEYFRAMES',
      'layers[1].keyframes.opacity[0].value',
      text({ keyframes: { opacity: [{ time: 0 }] } }),
    ],
    [
      'UNKNOWN_EASING',
      'layers[1].keyframes.opacity[0].easing',
      text({ keyframes: { opacity: [{ time: 0, value: 1, easing: 'bounce' }] } }),
    ],
    [
      'UNKNOWN_TRANSITION',
      'layers[1].transitionIn.transition',
      text({ transitionIn: { transition: 'fadee' } }),
    ],
    ['UNKNOWN_EFFECT', 'layers[1].effects[0].effect', text({ effects: [{ effect: 'blom' }] })],
    [
      'CAPTIONS_INVALID',
      'layers[1].captions[0].endTime',
      aDocument({ type: 'captions', captions: [{ caption: 'x', startTime: 2, endTime: 1 }] }),
    ],
    [
      'CAPTIONS_INVALID',
      'layers[1].captions',
      aDocument({ type: 'captions', captions: 'https://x.example/a.srt' }),
    ],
    ['ID_DUPLICATE', 'layers[2].id', aDocument(aText({ id: 'a' }), aText({ id: 'a' }))],
    [
      'DESTINATION_INVALID',
      'destinations[0].provider',
      { ...aDocument(), destinations: [{ integrationId: 'x', provider: 'dropbox' }] },
    ],
    [
      'DESTINATION_INVALID',
      'destinations[0].integrationId',
      { ...aDocument(), destinations: [{ provider: 's3' }] },
    ],
  ];

  test.each(cases)('%s at %j', (code, path, document) => {
    const issues = refuse(document);
    expect(issues[0]).toMatchObject({ code, path });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toMatch(/[.?)]$/);
  });

  test('nesting is limited', () => {
    let group: object = { type: 'group', children: [aText()] };
    for (let i = 0; i < 8; i++) group = { type: 'group', children: [group] };
    expect(refuse(aDocument(group))[0]?.code).toBe('NESTING_TOO_DEEP');
  });

  test('the message names the layer, the child, and what was probably meant', () => {
    const group = { type: 'group', children: [aText(), { type: 'image', src: 5 }] };
    const [issue] = refuse(aDocument(aText(), group));
    expect(issue?.path).toBe('layers[2].children[1].src');
    expect(issue?.message).toMatch(/^layer 3, child 2 \(image\): /);
    expect(refuse(aDocument({ type: 'vidoe' }))[0]?.message).toContain('did you mean "video"?');
    expect(refuse(text({ transitionIn: 'slideup' }))[0]?.message).toContain('did you mean "slideUp"?');
  });

  test('every transition, effect and depth is accepted', () => {
    const names = [...TRANSITIONS.keys()];
    const layers = names.map((name) => aText({ transitionIn: { transition: name }, rotation: [0, 10, 20] }));
    const effects = [...EFFECTS.keys()].map((effect) => ({ effect }));
    const { scene } = accept(aDocument(...layers, aText({ effects, position: [0.5, 0.5, 2] })));
    expect(scene.layers.map((layer) => layer.transitionIn?.name)).toEqual([...names, undefined]);
    expect(scene.layers.at(-1)?.effects.map((effect) => effect.name)).toEqual([...EFFECTS.keys()]);
    expect(scene.layers[0]?.properties.rotation).toEqual([0, 10, 20]);
    expect(scene.layers.at(-1)?.properties.position).toEqual([0.5, 0.5, 2]);
  });

  test('a transition for text on another layer is told', () => {
    const shape = { type: 'shape', transitionIn: { transition: 'typewriter' } };
    expect(accept(aDocument(shape)).warned).toEqual(['not-for-this-layer']);
  });

  test('unknown keys are told and tolerated', () => {
    const { warned, scene } = accept({ ...aDocument(aText({ colour: 'red' })), extra: 1 });
    expect(warned).toEqual(['unknown-property']);
    expect(scene.layers[0]?.properties).toEqual({ text: 'Hello' });
  });
});
