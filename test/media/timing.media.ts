import { join } from 'node:path';
import { renderFrame, renderScene, USUAL_MASTER, verifyMaster } from '../../agent/src/render/index.js';
import { toNumber } from '@farm/shared/time';
import type { Scene } from '@farm/shared/scene';
import { testTools } from '../setup/samples.js';
import { counterOf, lumaFrames, samplesOf } from './pictures.js';
import { inputOf, layer, scene } from './scenes.js';

async function render(made: Scene): Promise<{ file: string; frames: number }> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  const outcome = await renderScene({ ...input, outFile, stallSeconds: 60 });
  return { file: outFile, frames: outcome.frames };
}

const counters = (file: string): number[] => lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640));

test.each([24, 25, 29.97, 30, 60])('a film of 2.5 s at %d fps has exactly its frames', async (rate) => {
  const made = scene([layer('video', { source: 'flash.mp4' })], { duration: 2.5, rate });
  const { file, frames } = await render(made);
  expect(frames).toBe(Math.round(2.5 * toNumber(made.fps)));
  const facts = await verifyMaster(
    file,
    { ...USUAL_MASTER, width: 640, height: 360, frames, fps: made.fps, sound: true },
    testTools(),
  );
  expect(facts).toMatchObject({ frames, videoCodec: 'h264', audioCodec: 'aac' });
});

test('every source frame is shown once at its own rate', async () => {
  const { file } = await render(scene([layer('video', { source: 'counter.mp4' })]));
  expect(counters(file)).toEqual(Array.from({ length: 120 }, (_, index) => index));
});

test('a trim begins and ends on the frame', async () => {
  const video = layer('video', { source: 'counter.mp4', sourceStart: 1.5, sourceDuration: 1 });
  const { file } = await render(scene([video]));
  expect(counters(file)).toEqual(Array.from({ length: 30 }, (_, index) => 45 + index));
});

test('double and half speed choose frames by their presentation interval', async () => {
  const fast = await render(scene([layer('video', { source: 'counter.mp4', speed: 2, sourceDuration: 2 })]));
  expect(counters(fast.file)).toEqual(Array.from({ length: 30 }, (_, index) => index * 2));
  const slow = await render(
    scene([layer('video', { source: 'counter.mp4', speed: 0.5, sourceDuration: 1 })]),
  );
  expect(counters(slow.file)).toEqual(Array.from({ length: 60 }, (_, index) => Math.floor(index / 2)));
});

test('reverse plays from the end of the span', async () => {
  const video = layer('video', { source: 'counter.mp4', speed: -1, sourceStart: 1, sourceDuration: 1 });
  const { file } = await render(scene([video]));
  expect(counters(file)).toEqual(Array.from({ length: 30 }, (_, index) => 60 - index));
});

test('a slower source holds each picture over its interval', async () => {
  const { file } = await render(scene([layer('video', { source: 'counter25.mp4', sourceDuration: 2 })]));
  expect(counters(file)).toEqual(
    Array.from({ length: 60 }, (_, index) => Math.floor((index * 25) / 30 + 1e-9)),
  );
});

test('beyond its end a video holds its last picture', async () => {
  const video = layer('video', { source: 'counter.mp4', sourceStart: 3.9, sourceDuration: 1 });
  const { file } = await render(scene([video]));
  expect(counters(file)).toEqual([117, 118, ...Array.from({ length: 28 }, () => 119)]);
});

test('flash and beep stay within one frame of each other, later in the film too', async () => {
  const video = layer('video', { source: 'flash.mp4', start: 0.7, sourceStart: 0.5, sourceDuration: 3 });
  const { file } = await render(scene([video], { duration: 4 }));
  const flashes = lumaFrames(file, 640, 360).flatMap((luma, index) =>
    (luma[100_000] ?? 0) > 128 ? [index / 30] : [],
  );
  const sound = samplesOf(file);
  const beeps: number[] = [];
  sound.forEach((value, index) => {
    const time = index / 48000;
    if (Math.abs(value) > 0.3 && time - (beeps.at(-1) ?? -1) > 0.5) beeps.push(time);
  });
  expect(flashes.length).toBe(3);
  expect(beeps.length).toBe(3);
  for (const [index, flash] of flashes.entries())
    expect(Math.abs(flash - (beeps[index] ?? 9))).toBeLessThan(1 / 30);
});

test('frame N is the picture that the film holds at N', async () => {
  const input = inputOf(scene([layer('video', { source: 'counter.mp4', sourceStart: 0.5 })]));
  const outFile = join(input.workDir, 'frame.png');
  for (const frame of [0, 17, 80]) {
    await renderFrame({ ...input, frame, outFile });
    expect(lumaFrames(outFile, 640, 360).map((luma) => counterOf(luma, 640))).toEqual([15 + frame]);
  }
});
