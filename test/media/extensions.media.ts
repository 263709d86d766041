import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Layer, Scene } from '@farm/shared/scene';
import { planScene, renderFrame, renderScene } from '../../agent/src/render/index.js';
import { testTools } from '../setup/samples.js';
import { counterOf, loudness, lumaFrames, samplesOf, ssim } from './pictures.js';
import { inputOf, layer, newFolder, scene } from './scenes.js';

/** Changes nothing that can be seen, but needs the painter. */
const PAINTED = { filterBrightness: 1.0001 };

async function film(made: Scene): Promise<string> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  await renderScene({ ...input, outFile, stallSeconds: 60 });
  return outFile;
}

async function frameOf(made: Scene, frame: number): Promise<string> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'frame.png');
  await renderFrame({ ...input, frame, outFile });
  return outFile;
}

async function reasonOf(made: Scene): Promise<string | undefined> {
  return (await planScene(inputOf(made))).plan.layers[0]?.reason;
}

/** RGB of a whole picture of 640×360. */
function pixelsOf(file: string): (x: number, y: number) => number[] {
  const args = ['-v', 'error', '-i', file, '-frames:v', '1', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  const raw = execFileSync(testTools().ffmpeg, args);
  return (x, y) => [...raw.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3)];
}

function near(seen: number[], wanted: number[], tolerance = 12): void {
  for (const [index, part] of seen.entries())
    expect(Math.abs(part - (wanted[index] ?? 0))).toBeLessThanOrEqual(tolerance);
}

/** A source made by ffmpeg for one test. */
function made(name: string, graph: string, ...options: string[]): string {
  const file = join(newFolder(), name);
  execFileSync(testTools().ffmpeg, ['-v', 'error', '-y', '-f', 'lavfi', '-i', graph, ...options, file]);
  return file;
}

const STILL = ['-frames:v', '1'];
const LOSSLESS = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p'];
const BOTH = [{}, PAINTED];
const numbersOf = (file: string): number[] => lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640));
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

describe('crop', () => {
  const quarters = `color=red:s=400x300,drawbox=x=200:w=200:h=150:c=lime:t=fill,drawbox=y=150:w=200:h=150:c=blue:t=fill,drawbox=x=200:y=150:w=200:h=150:c=yellow:t=fill,format=rgb24`;
  const cases: [string, Layer['kind'], string[]][] = [
    ['a still', 'image', STILL],
    ['a film', 'video', ['-t', '0.2', ...LOSSLESS]],
  ];
  test.each(cases)('%s: the part fills the frame, and nothing else is seen', async (_what, kind, options) => {
    const source = made(kind === 'image' ? 'quarters.png' : 'quarters.mp4', quarters, ...options);
    for (const properties of BOTH) {
      // Sixty pixels of red beside a hundred of green, fifty of them over blue and yellow.
      const crop = { x: 140, y: { n: 30, unit: '%' }, width: 160, height: 90 };
      const cut = scene([layer(kind, { source, crop, properties })], { duration: 0.1 });
      const at = pixelsOf(await frameOf(cut, 1));
      near(at(2, 2), [255, 0, 0]);
      near(at(210, 215), [255, 0, 0]);
      near(at(270, 215), [0, 255, 0]);
      near(at(637, 2), [0, 255, 0]);
      near(at(2, 357), [0, 0, 255]);
      near(at(637, 357), [255, 255, 0]);
    }
  });

  test('looks the same natively and painted, at odd pixels too', async () => {
    const crop = { x: 301, y: 155, width: 640, height: 360 };
    const parts = BOTH.map((properties) =>
      scene([layer('video', { source: 'detail.mp4', crop, properties })]),
    );
    expect(await Promise.all(parts.map(reasonOf))).toEqual([
      'native: ffmpeg places it exactly',
      'painted: filterBrightness',
    ]);
    const [native, painted] = [await frameOf(parts[0] as Scene, 20), await frameOf(parts[1] as Scene, 20)];
    expect(ssim(native, painted)).toBeGreaterThan(0.995);
  });
});

describe('loop', () => {
  const passes = { sourceStart: 1, sourceEnd: 2.5, loop: 3 };
  test.each([
    ['natively', {}],
    ['painted', PAINTED],
  ])('numbered frames begin again, %s', async (_how, properties) => {
    const clip = layer('video', { source: 'counter.mp4', properties, ...passes });
    const pass = range(30, 15);
    expect(numbersOf(await film(scene([clip])))).toEqual([...pass, ...pass, ...pass]);
    const reverse = layer('video', { source: 'counter.mp4', properties, ...passes, speed: -1, loop: 2 });
    const back = range(31, 15).reverse();
    expect(numbersOf(await film(scene([reverse])))).toEqual([...back, ...back]);
  });

  test('a pass that is no whole number of frames does not drift', async () => {
    const clip = layer('video', { source: 'counter.mp4', sourceEnd: 3.59, loop: 'forever' });
    const seen = numbersOf(await film(scene([clip], { duration: 2 })));
    expect(seen).toEqual(seen.map((_, frame) => Math.floor((((frame / 30 + 1e-6) % 0.41) + 1e-6) * 30)));
  });

  test('many passes are painted, and the last picture stays when all have played', async () => {
    const clip = layer('video', { source: 'counter.mp4', sourceEnd: 3.9, loop: 10, sourceDuration: 1.2 });
    const made = scene([clip]);
    expect(await reasonOf(made)).toBe('painted: loop of 10 passes');
    const expected = range(0, 36).map((frame) => (frame < 30 ? frame % 3 : 2));
    expect(numbersOf(await film(made))).toEqual(expected);
  });

  test('sound begins again with its picture', async () => {
    // Half a second of tone and half a second of silence.
    const source = made('halves.wav', `aevalsrc='if(lt(t,0.5),0.5*sin(2*PI*440*t),0)':s=48000:d=1`);
    const sound = scene([layer('audio', { source, loop: 2, start: 0.25 })], { duration: 3 });
    const samples = samplesOf(await film(sound));
    const loud = range(0, 12).map(
      (quarter) => loudness(samples, quarter / 4 + 0.05, quarter / 4 + 0.2) > 0.1,
    );
    const expected = [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0].map(Boolean);
    expect(loud).toEqual(expected);
  });
});

test('a start below zero counts from the end of the media', async () => {
  const clip = layer('video', { source: 'counter.mp4', sourceStart: -0.5 });
  expect(numbersOf(await film(scene([clip])))).toEqual(range(105, 15));
});

describe('hold', () => {
  test.each([
    ['natively', {}],
    ['painted', PAINTED],
  ])('the last picture stays, %s', async (_how, properties) => {
    const clip = layer('video', { source: 'counter.mp4', sourceDuration: 0.5, hold: 0.5, properties });
    expect(numbersOf(await film(scene([clip])))).toEqual([...range(0, 15), ...range(0, 15).fill(14)]);
  });

  test('a movement stops, and a sound is silent', async () => {
    const keyframes = [
      { time: 0, value: [0, 0.5] },
      { time: 1, value: [0.9375, 0.5] },
    ];
    const bar = layer('shape', {
      sourceDuration: 0.5,
      hold: 0.5,
      properties: { width: 10, height: 60, fill: '#ffffff', anchor: [0, 0.5] },
      animations: [{ property: 'position', keyframes }],
    });
    const tone = layer('audio', { source: 'tone.wav', sourceDuration: 0.5, hold: 0.5 });
    const file = await film(scene([bar, tone]));
    const lefts = lumaFrames(file, 640, 360).map((luma) =>
      luma.subarray(180 * 640, 181 * 640).findIndex((value) => value > 128),
    );
    expect(Math.abs((lefts[14] ?? 0) - 280)).toBeLessThan(2);
    expect(lefts.slice(14)).toEqual(lefts.slice(14).fill(lefts[14] ?? 0));
    const samples = samplesOf(file);
    expect(loudness(samples, 0.1, 0.4)).toBeGreaterThan(0.1);
    expect(loudness(samples, 0.55, 0.95)).toBeLessThan(0.001);
  });
});
