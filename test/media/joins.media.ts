import { execFileSync } from 'node:child_process';
import { join as under } from 'node:path';
import { createCanvas, loadImage, type Image } from '@napi-rs/canvas';
import { JOIN_STYLES, resolveTimeline, type Layer, type Scene } from '@farm/shared/scene';
import { createPainter } from '../../agent/src/render/paint/index.js';
import { planScene, renderFrame, renderScene } from '../../agent/src/render/index.js';
import { testTools } from '../setup/samples.js';
import { inputOf, layer, newFolder, scene } from './scenes.js';
import { ssim } from './pictures.js';

const [WIDTH, HEIGHT] = [160, 90];
/** Mean difference of all values, of 255: rounding of up to three 8-bit products. */
const MEAN_TOLERANCE = 1.1;
/** Share of values that may differ by more than rounding does: pixels on a hard edge, which fall on either side. */
const EDGE_SHARE = 0.005;

const stills: Record<string, Image> = {};
let folder = '';

function ffmpeg(args: string[]): Buffer {
  return execFileSync(testTools().ffmpeg, ['-v', 'error', '-y', ...args], { maxBuffer: 2 ** 30 });
}

beforeAll(async () => {
  folder = newFolder();
  const size = `${WIDTH}x${HEIGHT}`;
  for (const [name, picture] of [
    ['a.png', `testsrc2=s=${size}`],
    ['b.png', `mandelbrot=s=${size}`],
  ] as const) {
    ffmpeg(['-f', 'lavfi', '-i', picture, '-vf', 'format=rgb24', '-frames:v', '1', under(folder, name)]);
    stills[under(folder, name)] = await loadImage(under(folder, name));
  }
});

/** Two stills of a second each, the second one taking over the first all the time; 4 frames a second. */
function joined(style: string, more: Partial<Scene> = {}): Scene {
  const still = (name: string, rest: Partial<Layer> = {}): Layer =>
    layer('image', { source: under(folder, name), sourceDuration: 1, ...rest });
  const join = { style, duration: 1, follows: true } as Layer['join'] & object;
  return scene([still('a.png'), still('b.png', { join })], {
    width: WIDTH,
    height: HEIGHT,
    rate: 4,
    ...more,
  });
}

/** Frames 1 to 3 of every style as xfade draws them, in turn: RGB. */
function wanted(): Buffer[] {
  const count = JOIN_STYLES.length;
  const labels = (name: string): string => JOIN_STYLES.map((_, i) => `[${name}${i}]`).join('');
  const graph = [
    `[0:v]format=gbrp,split=${count}${labels('a')}`,
    `[1:v]format=gbrp,split=${count}${labels('b')}`,
    ...JOIN_STYLES.map(
      (style, i) =>
        `[a${i}][b${i}]xfade=transition=${style}:duration=1:offset=0,trim=start_frame=1:end_frame=4,setpts=PTS-STARTPTS[x${i}]`,
    ),
    `${labels('x')}concat=n=${count},format=rgb24[out]`,
  ].join(';');
  const still = (name: string): string[] => ['-loop', '1', '-r', '4', '-t', '2', '-i', under(folder, name)];
  const to = ['-map', '[out]', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-'];
  const raw = ffmpeg([...still('a.png'), ...still('b.png'), '-filter_complex', graph, ...to]);
  const size = WIDTH * HEIGHT * 3;
  return Array.from({ length: raw.length / size }, (_, i) => raw.subarray(i * size, (i + 1) * size));
}

function drawn(style: string, frame: number): Uint8ClampedArray {
  const { layers, fps } = resolveTimeline(joined(style), {});
  const resources = {
    still: (key: string) => stills[key] as Image,
    videoFrame: () => {
      throw new Error('no videos here');
    },
  };
  const painter = createPainter({ width: WIDTH, height: HEIGHT, fps, layers, resources });
  const ctx = createCanvas(WIDTH, HEIGHT).getContext('2d');
  painter.paint(frame, ctx, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  return ctx.getImageData(0, 0, WIDTH, HEIGHT).data;
}

test('all joins are those of xfade, a quarter, half and three quarters through', () => {
  const theirs = wanted();
  const off = JOIN_STYLES.flatMap((style, index) =>
    [1, 2, 3].map((frame) => {
      const ours = drawn(style, frame);
      const those = theirs[index * 3 + frame - 1];
      let sum = 0;
      let far = 0;
      for (let i = 0; i < WIDTH * HEIGHT; i++)
        for (let k = 0; k < 3; k++) {
          const difference = Math.abs((ours[i * 4 + k] ?? 0) - (those?.[i * 3 + k] ?? 0));
          sum += difference;
          if (difference > 3) far++;
        }
      const values = WIDTH * HEIGHT * 3;
      return { style, frame, mean: sum / values, far: far / values };
    }),
  ).filter(({ mean, far }) => mean > MEAN_TOLERANCE || far > EDGE_SHARE);
  expect(off).toEqual([]);
});

test('a frame is the same alone, in the film and in a piece of it', async () => {
  const made = joined('radial');
  const input = inputOf(made);
  const { plan } = await planScene(input);
  expect(plan.layers.map(({ reason }) => reason)).toEqual(['painted: join', 'painted: join']);
  expect(plan).toMatchObject({ frames: 4, planes: [{ kind: 'painted' }] });
  const picture = under(input.workDir, 'frame.png');
  await renderFrame({ ...input, frame: 2, outFile: picture });
  for (const [range, nth] of [
    [{ from: 0, to: 4 }, 2],
    [{ from: 2, to: 4 }, 0],
  ] as const) {
    const file = under(input.workDir, `from-${range.from}.mp4`);
    await renderScene({ ...input, range, outFile: file, stallSeconds: 60 });
    const frame = under(input.workDir, `from-${range.from}.png`);
    ffmpeg(['-i', file, '-vf', `select=eq(n\\,${nth})`, '-frames:v', '1', frame]);
    // What is between them is the encoder at its usual quality, on a picture full of detail.
    expect(ssim(picture, frame)).toBeGreaterThan(0.97);
  }
});
