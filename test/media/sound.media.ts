import { join } from 'node:path';
import type { Scene } from '@farm/shared/scene';
import { renderScene } from '../../agent/src/render/index.js';
import { ffprobe } from '../../agent/src/media/ffprobe.js';
import { testTools } from '../setup/samples.js';
import { loudness, samplesOf } from './pictures.js';
import { inputOf, layer, scene } from './scenes.js';

/** RMS of the samples' tone: a 0.5 sine, within what AAC changes. */
const FULL = 0.5 / Math.SQRT2;

async function render(made: Scene): Promise<string> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  await renderScene({ ...input, outFile, stallSeconds: 60 });
  return outFile;
}

const sound = async (made: Scene): Promise<Float32Array> => samplesOf(await render(made));
const tone = (more: Record<string, unknown> = {}) => layer('audio', { source: 'tone.wav', ...more });

test('static volume is honoured, and a mono source is as loud as it is', async () => {
  const quiet = await sound(scene([tone({ properties: { volume: 0.25 } })], { duration: 1 }));
  expect(loudness(quiet, 0.2, 0.8)).toBeCloseTo(FULL / 4, 2);
  const mono = await sound(scene([layer('audio', { source: 'mono.wav' })], { duration: 1 }));
  expect(loudness(mono, 0.2, 0.8)).toBeCloseTo(FULL, 2);
});

test('keyframes of volume are joined by ramps', async () => {
  const animations = [
    {
      property: 'volume',
      keyframes: [
        { time: 1, value: 0 },
        { time: 3, value: 1 },
      ],
    },
  ];
  const samples = await sound(scene([tone({ animations })], { duration: 4 }));
  expect(loudness(samples, 0, 0.9)).toBeLessThan(0.002);
  expect(loudness(samples, 1.95, 2.05)).toBeCloseTo(FULL / 2, 1);
  expect(loudness(samples, 3.2, 3.9)).toBeCloseTo(FULL, 2);
});

test('a fade transition fades the sound in and out', async () => {
  const fade = { name: 'fade', duration: 1, params: {} };
  const samples = await sound(
    scene([tone({ sourceDuration: 4, transitionIn: fade, transitionOut: fade })], { duration: 4 }),
  );
  expect(loudness(samples, 0.48, 0.52)).toBeCloseTo(FULL / 2, 1);
  expect(loudness(samples, 1.5, 2.5)).toBeCloseTo(FULL, 2);
  expect(loudness(samples, 3.95, 4)).toBeLessThan(0.05);
});

test('a start, a group offset and a trim put sound where it belongs', async () => {
  const child = tone({ start: 0.5, sourceDuration: 1 });
  const group = layer('group', { start: 1, sourceDuration: 3, children: [child] });
  const samples = await sound(scene([group], { duration: 4 }));
  expect(loudness(samples, 0, 1.45)).toBeLessThan(0.002);
  expect(loudness(samples, 1.55, 2.45)).toBeCloseTo(FULL, 2);
  expect(loudness(samples, 2.55, 4)).toBeLessThan(0.002);
});

test('muted, disabled and stopped layers are silent; a silent scene has no sound stream', async () => {
  const layers = [tone({ properties: { mute: true } }), tone({ enabled: false }), tone({ speed: 0 })];
  const file = await render(scene(layers, { duration: 1 }));
  const { streams } = await ffprobe(testTools().ffprobe, file);
  expect(streams.map((stream) => stream.codec_type)).toEqual(['video']);
});

test('pan moves a stereo source as Web Audio does', async () => {
  const samples = await sound(scene([tone({ properties: { pan: 1 } })], { duration: 1 }));
  expect(loudness(samples, 0.2, 0.8)).toBeLessThan(0.005);
});

test('two loud layers are limited instead of clipped', async () => {
  const samples = await sound(scene([tone({ properties: { volume: 1.9 } }), tone()], { duration: 1 }));
  expect(Math.max(...samples.subarray(9600, 38400))).toBeLessThan(1.05);
});

test('the speed of sound follows the layer', async () => {
  const samples = await sound(scene([tone({ speed: 2, sourceDuration: 2 })], { duration: 2 }));
  expect(loudness(samples, 0.1, 0.9)).toBeCloseTo(FULL, 1);
  expect(loudness(samples, 1.1, 2)).toBeLessThan(0.002);
  const crossings = samples
    .subarray(9600, 33600)
    .filter((value, index, all) => index > 0 && value >= 0 && (all[index - 1] ?? 0) < 0);
  expect(crossings.length).toBeGreaterThan(435);
  expect(crossings.length).toBeLessThan(445);
});
