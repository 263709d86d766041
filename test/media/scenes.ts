import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OUTPUT, type Layer, type Scene } from '@farm/shared/scene';
import { frameRate } from '@farm/shared/time';
import type { Capabilities } from '@farm/shared/wire';
import type { SceneInput } from '../../agent/src/render/index.js';
import { SAMPLES, testTools } from '../setup/samples.js';

let count = 0;

/** A layer of any kind with everything it must have. */
export function layer(kind: Layer['kind'], more: Record<string, unknown> = {}): Layer {
  count += 1;
  const named: Record<string, unknown> = {
    kind,
    id: `layer-${count}`,
    path: `layers[${count}]`,
    number: count + 1,
    enabled: true,
    start: 0,
    sourceDuration: null,
    sourceStart: 0,
    sourceEnd: 0,
    speed: 1,
    properties: {},
    animations: [],
    effects: [],
    ...(kind === 'shape' ? { shape: 'rectangle' } : {}),
    ...(kind === 'group' ? { children: [] } : {}),
    ...more,
  };
  return named as unknown as Layer;
}

/** A scene of 640×360 at 30 fps; sources are files among the samples, by their name. */
export function scene(layers: Layer[], more: Partial<Scene> & { rate?: number } = {}): Scene {
  const { rate = 30, ...rest } = more;
  return {
    version: 1,
    name: 'test',
    width: 640,
    height: 360,
    fps: frameRate(rate),
    duration: null,
    backgroundColor: '#000000',
    layers,
    tracks: [],
    sources: Object.fromEntries(sourcesOf(layers).map((name) => [name, { type: 'file', path: name }])),
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: DEFAULT_OUTPUT,
    ...rest,
  };
}

function sourcesOf(layers: Layer[]): string[] {
  return layers.flatMap((one) => {
    if (one.kind === 'group') return sourcesOf(one.children);
    return 'source' in one ? [one.source] : [];
  });
}

/** What a render of the scene is given; absolute sources stay, others are samples. */
export function inputOf(made: Scene): SceneInput {
  return {
    scene: made,
    files: Object.fromEntries(
      Object.keys(made.sources).map((name) => [name, name.startsWith('/') ? name : join(SAMPLES, name)]),
    ),
    workDir: newFolder(),
    tools: testTools(),
    capabilities: capabilities(),
    cores: 2,
  };
}

const folders: string[] = [];

/** A work folder that goes with the test file that asked for it. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'framefarm-media-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function capabilities(): Capabilities {
  const { ffmpeg, ffprobe } = testTools();
  return {
    ffmpeg: { path: ffmpeg, version: ffmpeg.startsWith('/usr') ? '5.1' : '8.0', origin: 'system' },
    ffprobe: { path: ffprobe, version: '8.0' },
    encoders: [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }],
    filters: [],
    decoders: [],
    maxWidth: 8192,
    maxHeight: 8192,
  };
}
