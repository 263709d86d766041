import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer } from '@farm/shared/scene';
import { renderLocally } from '../../agent/src/local.js';
import { ffprobe } from '../../agent/src/media/ffprobe.js';
import { testTools } from '../setup/samples.js';
import { debianCorpus, madeCorpus, type CorpusFile } from './corpus-files.js';
import { lumaFrames } from './pictures.js';
import { capabilities, layer, newFolder, scene } from './scenes.js';

/** Where test/setup/fetch-corpus.mjs put Debian's files; absent: only the files that are made here. */
const FOLDER = process.env.FRAMEFARM_TEST_CORPUS;
const files = [...madeCorpus(), ...(FOLDER ? debianCorpus(FOLDER) : [])];

const SIZE = { width: 320, height: 180 };
/** Luma of the grey background, far from that of black menus. */
const BEHIND = 128;

/** A film under a small copy of itself, so that ffmpeg and the painter both read it. */
function layersOf({ path, picture }: CorpusFile): Layer[] {
  if (!picture)
    return [layer('audio', { source: path }), layer('shape', { properties: { fill: '#ffffff' } })];
  return [
    layer('video', { source: path }),
    layer('video', { source: path, properties: { scale: 0.3, rotation: 5, mute: true } }),
  ];
}

/** One second, with the steps of an agent's attempt: measured, drawn, encoded, verified. */
async function render(layers: Layer[], path?: string): Promise<string> {
  const sources = path === undefined ? {} : { [path]: { type: 'file' as const, path } };
  const out = join(newFolder(), 'out.mp4');
  await renderLocally({
    scene: scene(layers, { ...SIZE, rate: 10, duration: 1, sources, backgroundColor: '#808080' }),
    tools: testTools(),
    capabilities: capabilities(),
    cores: 2,
    out,
    stallSeconds: 20,
    signal: AbortSignal.timeout(30_000),
  });
  return out;
}

const sees = (frame: Buffer): boolean => frame.some((luma) => Math.abs(luma - BEHIND) > 12);

test('a film that shows nothing of its file is told from one that does', async () => {
  expect(lumaFrames(await render([]), SIZE.width, SIZE.height).some(sees)).toBe(false);
});

test.each(files.map((file) => [file.name, file] as const))('%s', async (_, file) => {
  expect(statSync(file.path).size).toBeGreaterThan(0);
  const out = await render(layersOf(file), file.path);
  const frames = lumaFrames(out, SIZE.width, SIZE.height);
  expect(frames).toHaveLength(10);
  expect(frames.filter(sees).length).toBeGreaterThan(0);
  const { streams } = await ffprobe(testTools().ffprobe, out);
  expect(streams.some(({ codec_type }) => codec_type === 'audio')).toBe(file.sound);
});
