import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer, Scene } from '@farm/shared/scene';
import { planScene, renderFrame, renderScene } from '../../agent/src/render/index.js';
import type { RenderPlan } from '../../agent/src/compiler/index.js';
import { SAMPLES, testTools } from '../setup/samples.js';
import { counterOf, lumaFrames, ssim } from './pictures.js';
import { inputOf, layer, scene } from './scenes.js';

async function render(made: Scene): Promise<{ file: string; plan: RenderPlan }> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'out.mp4');
  const { plan } = await renderScene({ ...input, outFile, stallSeconds: 60 });
  return { file: outFile, plan };
}

async function frameOf(made: Scene, frame: number): Promise<string> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'frame.png');
  await renderFrame({ ...input, frame, outFile });
  return outFile;
}

/** RGB of one pixel of a picture. */
function pixel(file: string, x: number, y: number): number[] {
  const args = [
    '-v',
    'error',
    '-i',
    file,
    '-vf',
    `format=rgb24,crop=1:1:${x}:${y}:exact=1`,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-',
  ];
  return [...execFileSync(testTools().ffmpeg, args)];
}

const text = (more: Record<string, unknown> = {}): Layer =>
  layer('text', { ...more, properties: { text: 'Framefarm', fontSize: 8, ...(more.properties as object) } });
const reasons = ({ layers }: RenderPlan): string[] => layers.map(({ reason }) => reason);

/** What a wrong matrix or range costs is far more than this (of 255); rounding to 8-bit 4:2:0 is less. */
const COLOUR_TOLERANCE = 3;
const PATCHES = ['#ff0000', '#00ff00', '#0000ff', '#ffffff', '#808080', '#204060', '#e0a030', '#000000'];
const rgb = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

test('colours of the background survive', async () => {
  for (const backgroundColor of PATCHES) {
    const file = await frameOf(scene([], { backgroundColor, duration: 1 }), 0);
    for (const [index, part] of pixel(file, 320, 180).entries())
      expect(Math.abs(part - (rgb(backgroundColor)[index] ?? 0))).toBeLessThanOrEqual(COLOUR_TOLERANCE);
  }
});

test('colours of painted shapes survive, opaque and half transparent', async () => {
  for (const fill of PATCHES) {
    const shape = layer('shape', { properties: { fill, width: 50, height: 50 } });
    const [solid] = [pixel(await frameOf(scene([shape], { duration: 1 }), 3), 320, 180)];
    for (const [index, part] of solid.entries())
      expect(Math.abs(part - (rgb(fill)[index] ?? 0))).toBeLessThanOrEqual(COLOUR_TOLERANCE);
  }
  const grey = layer('shape', { properties: { fill: '#808080', width: 50, height: 50, opacity: 0.5 } });
  const file = await frameOf(scene([grey], { duration: 1, backgroundColor: '#808080' }), 3);
  for (const part of pixel(file, 320, 180))
    expect(Math.abs(part - 128)).toBeLessThanOrEqual(COLOUR_TOLERANCE);
});

test('colours of stills survive natively and painted', async () => {
  const patch = join(SAMPLES, 'patch.png');
  for (const colour of PATCHES) {
    execFileSync(testTools().ffmpeg, [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `color=${colour}:s=640x360,format=rgb24`,
      '-frames:v',
      '1',
      patch,
    ]);
    for (const properties of [{}, { rotation: 0.001 }]) {
      const made = scene([layer('image', { source: patch, properties })], { duration: 1 });
      const seen = pixel(await frameOf(made, 0), 320, 180);
      for (const [index, part] of seen.entries())
        expect(Math.abs(part - (rgb(colour)[index] ?? 0))).toBeLessThanOrEqual(COLOUR_TOLERANCE);
    }
  }
});

test('a video looks the same natively and painted', async () => {
  const native = scene([layer('video', { source: 'detail.mp4' })]);
  // A radius of almost nothing changes nothing that can be seen, but needs the painter.
  const painted = scene([layer('video', { source: 'detail.mp4', properties: { borderRadius: 0.001 } })]);
  expect(reasons((await planScene(inputOf(native))).plan)).toEqual(['native: ffmpeg places it exactly']);
  expect(reasons((await planScene(inputOf(painted))).plan)).toEqual(['painted: borderRadius']);
  const files = [await frameOf(native, 40), await frameOf(painted, 40)] as const;
  expect(ssim(files[0], files[1])).toBeGreaterThan(0.995);
});

test('a picture in the picture looks the same natively and painted', async () => {
  const place = { scale: 0.5, position: [0.75, 0.25], opacity: 0.6 };
  const native = scene([layer('video', { source: 'detail.mp4', properties: place })], {
    backgroundColor: '#336699',
  });
  const painted = scene(
    [layer('video', { source: 'detail.mp4', properties: { ...place, filterBrightness: 1.0001 } })],
    { backgroundColor: '#336699' },
  );
  expect((await planScene(inputOf(native))).plan.planes[0]?.kind).toBe('native');
  const files = [await frameOf(native, 40), await frameOf(painted, 40)] as const;
  expect(ssim(files[0], files[1])).toBeGreaterThan(0.995);
});

test('a painted video shows the right frame, trimmed, slowed and reversed', async () => {
  const properties = { filterBrightness: 1.0001 };
  const cases: [Record<string, unknown>, (frame: number) => number][] = [
    [{ sourceStart: 1, sourceDuration: 1 }, (frame) => 30 + frame],
    [{ speed: 0.5, sourceDuration: 0.5 }, (frame) => Math.floor(frame / 2)],
    [{ speed: -1, sourceStart: 1, sourceDuration: 1 }, (frame) => 60 - frame],
  ];
  for (const [more, expected] of cases) {
    const { file } = await render(scene([layer('video', { source: 'counter.mp4', properties, ...more })]));
    const seen = lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640));
    expect(seen).toEqual(Array.from({ length: 30 }, (_, frame) => expected(frame)));
  }
});

test('a clip in the middle shows on its own frames and on no other', async () => {
  const clip = layer('video', { source: 'counter.mp4', start: 0.5, sourceStart: 1, sourceDuration: 0.5 });
  const { file } = await render(scene([clip], { duration: 1.5 }));
  const seen = lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640));
  const none = Array.from({ length: 15 }, () => 0);
  expect(seen).toEqual([...none, ...Array.from({ length: 15 }, (_, index) => 30 + index), ...none]);
});

test('a painted layer in the middle shows on its own frames and on no other', async () => {
  const shape = layer('shape', { start: 0.5, sourceDuration: 0.5, properties: { fill: '#ffffff' } });
  const { file } = await render(scene([shape], { duration: 1.5 }));
  const lit = lumaFrames(file, 640, 360).map((luma) => (luma[180 * 640 + 320] ?? 0) > 128);
  const expected = Array.from({ length: 45 }, (_, frame) => frame >= 15 && frame < 30);
  expect(lit).toEqual(expected);
});

test('every frame of a painted animation is shown on its frame', async () => {
  // A bar that jumps 20 pixels to the right with every frame: a frame shown late is 20 pixels off.
  const keyframes = [
    { time: 0, value: [0, 0.5] },
    { time: 1, value: [0.9375, 0.5] },
  ];
  const bar = layer('shape', {
    sourceDuration: 1,
    properties: { width: 10, height: 60, fill: '#ffffff', anchor: [0, 0.5] },
    animations: [{ property: 'position', keyframes }],
  });
  for (const rate of [24, 29.97, 30, 60]) {
    const { file } = await render(scene([bar], { duration: 1, rate }));
    for (const [frame, luma] of lumaFrames(file, 640, 360).entries()) {
      const row = luma.subarray(180 * 640, 181 * 640);
      const left = row.findIndex((value) => value > 128);
      const expected = 600 * (frame / (rate === 29.97 ? 30000 / 1001 : rate));
      expect(Math.abs(left - expected)).toBeLessThan(2);
    }
  }
});

test('a still scene is painted once', async () => {
  const { plan } = await planScene(inputOf(scene([text()], { duration: 10 })));
  expect(plan.planes).toHaveLength(1);
  const input = inputOf(scene([text()], { duration: 10 }));
  const outFile = join(input.workDir, 'out.mp4');
  const outcome = await renderScene({ ...input, outFile, stallSeconds: 60 });
  expect(outcome.painted).toEqual([{ pictures: 1, frames: 300 }]);
});

test('a fade is straight, natively and painted', async () => {
  const white = join(SAMPLES, 'white.png');
  execFileSync(testTools().ffmpeg, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'color=white:s=640x360,format=rgb24',
    '-frames:v',
    '1',
    white,
  ]);
  const transitionIn = { name: 'fade', duration: 1, params: {} };
  for (const properties of [{}, { filterBrightness: 0.9999 }]) {
    const made = scene([layer('image', { source: white, transitionIn, properties })], { duration: 2 });
    for (const [frame, level] of [
      [0, 0],
      [15, 128],
      [24, 204],
      [45, 255],
    ] as const) {
      const seen = pixel(await frameOf(made, frame), 320, 180)[0] ?? -1;
      expect(Math.abs(seen - level)).toBeLessThanOrEqual(4);
    }
  }
});

test('a film that covers everything fades over the background, whatever its colour', async () => {
  const fade = { name: 'fade', duration: 0.5, params: {} };
  const clip = layer('video', {
    source: 'white.mp4',
    sourceDuration: 2,
    transitionIn: fade,
    transitionOut: fade,
  });
  for (const [backgroundColor, floor] of [
    ['#000000', 0],
    ['#404040', 64],
  ] as const) {
    const made = scene([clip], { duration: 2, backgroundColor });
    for (const [frame, opacity] of [
      [0, 0],
      [6, 0.4],
      [15, 1],
      [30, 1],
      [45, 1],
      [51, 0.6],
      [57, 0.2],
    ] as const) {
      const seen = pixel(await frameOf(made, frame), 320, 180)[0] ?? -1;
      expect(Math.abs(seen - (floor + (255 - floor) * opacity))).toBeLessThanOrEqual(4);
    }
  }
});

test('a layer that blends pulls what is under it into its plane', async () => {
  const made = scene([
    layer('video', { source: 'moving.mp4' }),
    layer('shape', { properties: { fill: '#ff0000', blendMode: 'multiply' } }),
    text(),
  ]);
  const { plan } = await planScene(inputOf(made));
  expect(plan.planes.map((plane) => plane.kind)).toEqual(['painted', 'painted']);
  expect(reasons(plan)).toEqual([
    'painted: lies under a layer with a blendMode',
    'painted: blendMode',
    'painted: text',
  ]);
  expect(pixel(await frameOf(made, 10), 320, 20)[2]).toBeLessThan(40);
});

test('frame N is the picture that the film holds at N, painted planes included', async () => {
  const made = scene([
    layer('video', { source: 'counter.mp4' }),
    text({ transitionIn: { name: 'slideUp', duration: 1, params: {} } }),
    text({ start: 1, properties: { fontSize: 4, position: [0.5, 0.8] } }),
  ]);
  const { file } = await render(made);
  for (const frame of [0, 10, 29, 45, 119]) {
    const fromFilm = join(inputOf(made).workDir, 'film.png');
    const select = `select=eq(n\\,${frame})`;
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-i', file, '-vf', select, '-frames:v', '1', fromFilm]);
    expect(ssim(fromFilm, await frameOf(made, frame))).toBeGreaterThan(0.98);
  }
});

test('an undecodable source fails with its layer named', async () => {
  const broken = join(SAMPLES, 'broken.mp4');
  writeFileSync(broken, 'this is no film');
  const made = scene([layer('video', { source: broken, number: 3, path: 'layers[2]' })]);
  await expect(render(made)).rejects.toMatchObject({
    code: 'source-undecodable',
    message: expect.stringContaining('Layer 3 (video, layers[2])') as string,
  });
  const missing = scene([layer('image', { source: '/nowhere/at-all.png', number: 2, path: 'layers[1]' })]);
  await expect(render(missing)).rejects.toMatchObject({ code: 'source-not-found' });
});

describe('a film that is cut off before its first picture', () => {
  const cut = join(SAMPLES, 'cut.mp4');
  beforeAll(() => {
    const whole = join(SAMPLES, 'whole.mp4');
    const film = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-pix_fmt', 'yuv420p'];
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-y', ...film, '-movflags', '+faststart', whole]);
    const bytes = readFileSync(whole);
    writeFileSync(cut, bytes.subarray(0, bytes.indexOf('mdat') + 200));
  });

  test.each([
    ['placed by ffmpeg', {}],
    ['painted', { rotation: 5 }],
  ])('%s, is blamed by its layer, not on the encoder', async (_how, properties) => {
    const made = scene([layer('video', { source: cut, number: 3, path: 'layers[2]', properties })]);
    await expect(render(made)).rejects.toMatchObject({
      code: 'source-undecodable',
      message: expect.stringContaining('Layer 3 (video, layers[2]): no picture') as string,
    });
  });
});

test('a picture that is cut off before its size is no picture', async () => {
  const white = join(SAMPLES, 'cut-still.png');
  execFileSync(testTools().ffmpeg, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'color=white',
    '-frames:v',
    '1',
    white,
  ]);
  writeFileSync(white, readFileSync(white).subarray(0, 16));
  const made = scene([layer('image', { source: white, number: 2, path: 'layers[1]' })]);
  await expect(render(made)).rejects.toMatchObject({
    code: 'source-undecodable',
    message: expect.stringContaining('Layer 2 (image, layers[1])') as string,
  });
});
