import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makePreviews, renderScene, USUAL_MASTER, verifyMaster } from '../../agent/src/render/index.js';
import { ffprobe } from '../../agent/src/media/ffprobe.js';
import { testTools } from '../setup/samples.js';
import { lumaFrames } from './pictures.js';
import { inputOf, layer, scene } from './scenes.js';

test('previews of a finished film: a poster of its size and a sheet as laid out', async () => {
  const made = scene([layer('video', { source: 'moving.mp4' })]);
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  const { frames } = await renderScene({ ...input, outFile, stallSeconds: 60 });
  const facts = { width: 640, height: 360, frames, fps: made.fps };
  const { poster, sprite, spriteLayout } = await makePreviews(outFile, facts, input.workDir, testTools());
  const sizeOf = async (file: string) => (await ffprobe(testTools().ffprobe, file)).streams[0];
  expect(await sizeOf(poster)).toMatchObject({ codec_name: 'mjpeg', width: 640, height: 360 });
  expect(spriteLayout).toMatchObject({ columns: 4, rows: 1, count: 4, interval: 1 });
  expect(await sizeOf(sprite)).toMatchObject({ width: 4 * spriteLayout.width, height: spriteLayout.height });
});

test('a file that is not as planned is refused, with what is wrong', async () => {
  const made = scene([layer('video', { source: 'moving.mp4' })], { duration: 1 });
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  await renderScene({ ...input, outFile, stallSeconds: 60 });
  const expected = { ...USUAL_MASTER, width: 640, height: 360, frames: 31, fps: made.fps, sound: true };
  await expect(verifyMaster(outFile, expected, testTools())).rejects.toMatchObject({
    code: 'verify-failed',
    message: 'The rendered file is not as planned: frames 30 instead of 31; it has no sound.',
  });
});

test('a cancelled render ends at once and leaves no growing file', async () => {
  const stop = new AbortController();
  const input = inputOf(scene([layer('video', { source: 'moving.mp4' })], { duration: 600 }));
  const outFile = join(input.workDir, 'out.mp4');
  const onProgress = () => stop.abort();
  const render = renderScene({ ...input, outFile, stallSeconds: 60, signal: stop.signal, onProgress });
  await expect(render).rejects.toMatchObject({ code: 'cancelled' });
  const before = statSync(outFile).size;
  expect(statSync(outFile).size).toBe(before);
});

test('the tiles of a long film are at its key frames, and there are no fewer', async () => {
  const late = layer('shape', {
    start: 125,
    sourceDuration: 125,
    properties: { width: 300, height: 300, fill: '#ffffff' },
  });
  const made = scene([late], { duration: 250, rate: 1 });
  const input = inputOf(made);
  const outFile = join(input.workDir, 'long.mp4');
  await renderScene({ ...input, outFile, stallSeconds: 60 });
  const facts = { width: 640, height: 360, frames: 250, fps: made.fps, keyEvery: 2 };
  const { sprite, spriteLayout } = await makePreviews(outFile, facts, input.workDir, testTools());
  expect(spriteLayout).toMatchObject({ interval: 4, count: 63, columns: 10, rows: 7 });
  const { width, height } = spriteLayout;
  const [sheet] = lumaFrames(sprite, width * 10, height * 7);
  const tile = (index: number): number =>
    sheet?.[(Math.floor(index / 10) + 0.5) * height * width * 10 + ((index % 10) + 0.5) * width] ?? -1;
  // Tile 31 is second 124, tile 32 second 128; 63 to 69 stay empty.
  expect([tile(0), tile(31), tile(32), tile(62), tile(63)].map((luma) => luma > 128)).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});
