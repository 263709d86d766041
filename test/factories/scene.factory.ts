import type { Layer, Scene, TextLayer } from '../../shared/src/scene/index.js';

/** Small VideoJSON documents and scenes for tests; every call makes new objects. */

export const aComposition = (change: object = {}): object => ({
  type: 'composition',
  width: 640,
  height: 360,
  fps: 30,
  sourceDuration: 2,
  ...change,
});

export const aText = (change: object = {}): object => ({ type: 'text', text: 'Hello', ...change });

export const anImage = (change: object = {}): object => ({
  type: 'image',
  src: 'https://media.example/photo.jpg',
  ...change,
});

/** A document of shape A: the composition first, then the given layers. */
export const aDocument = (...layers: object[]): { name: string; layers: object[] } => ({
  name: 'Test',
  layers: [aComposition(), ...layers],
});

export const aTextLayer = (change: Partial<TextLayer> = {}): TextLayer => ({
  kind: 'text',
  id: 'layers[0]',
  path: 'layers[0]',
  number: 1,
  enabled: true,
  start: 0,
  sourceDuration: null,
  sourceStart: 0,
  sourceEnd: 0,
  speed: 1,
  properties: { text: 'Hello' },
  animations: [],
  effects: [],
  ...change,
});

export const aScene = (layers: Layer[] = [aTextLayer()], change: Partial<Scene> = {}): Scene => ({
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
  output: { container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', quality: 'medium' },
  ...change,
});
