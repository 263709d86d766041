import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerFacts, DEFAULT_OUTPUT, type OutputSpec } from '@farm/shared/scene';
import { ffprobe } from '../../agent/src/media/ffprobe.js';
import { makesOf } from '../../agent/src/probe/makes.policy.js';
import { probeSoftware, softwareFacts, SOFTWARE_ENCODERS } from '../../agent/src/probe/software.probe.js';
import {
  makePoster,
  makePreviews,
  packFrames,
  renderOutput,
  verifyMaster,
} from '../../agent/src/render/index.js';
import { testTools } from '../setup/samples.js';
import { inputOf, layer, scene } from './scenes.js';

const tools = testTools();
const SIZE = { width: 64, height: 36 };
const FRAMES = 5;
type Wanted = Partial<OutputSpec> & Pick<OutputSpec, 'container'>;

let measured: ReturnType<typeof softwareFacts>;
let makes: ReturnType<typeof makesOf>;
beforeAll(async () => {
  const software = await probeSoftware(
    tools.ffmpeg,
    SOFTWARE_ENCODERS.map(({ name }) => name),
  );
  measured = softwareFacts(software);
  makes = makesOf([], software);
}, 30_000);

/** A red square in the middle, and a tone. */
const usual = () => [
  layer('shape', { properties: { width: 50, height: 50, fill: '#ff0000' } }),
  layer('audio', { source: 'tone.wav' }),
];

/** Layers, the usual ones when none are given: five frames, really rendered, and judged as on a farm. */
async function make(wanted: Wanted, backgroundColor = '#0000ff', layers = usual()) {
  const { video, audio } = containerFacts(wanted.container);
  const output = {
    ...DEFAULT_OUTPUT,
    ...{ videoCodec: video[0] ?? null, audioCodec: audio[0] ?? null },
    ...wanted,
  };
  const made = scene(layers, {
    ...{ ...SIZE, duration: FRAMES / 30, backgroundColor, output },
  });
  const input = inputOf(made);
  const capabilities = {
    ...input.capabilities,
    encoders: [...input.capabilities.encoders, ...measured],
    makes,
  };
  const done = await renderOutput({ ...input, capabilities, stallSeconds: 60 });
  const facts = await verifyMaster(done.file, done.expected, tools);
  return { ...done, facts, folder: input.workDir };
}

/** Red, green, blue and alpha of the middle and of a corner of the first picture. */
function colours(file: string, decoder: string[] = []): { middle: number[]; corner: number[] } {
  const input = [...decoder, '-i', file.replace('%06d', '000000')];
  const raw = execFileSync(tools.ffmpeg, [
    ...['-v', 'error', ...input, '-frames:v', '1', '-pix_fmt', 'rgba', '-f', 'rawvideo', '-'],
  ]);
  const at = (x: number, y: number): number[] => [...raw.subarray((y * 64 + x) * 4, (y * 64 + x + 1) * 4)];
  return { middle: at(32, 18), corner: at(2, 2) };
}

/** How far two colours are apart: the largest difference of a channel. */
const apart = (is: readonly number[], planned: readonly number[]): number =>
  Math.max(...planned.map((value, channel) => Math.abs(value - (is[channel] ?? -1))));

const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];
const CLEAR = [0];
const alphaOf = (colour: readonly number[]) => [colour[3] ?? -1];

const FILMS: [string, Wanted, string, string | null][] = [
  ['HEVC', { container: 'mp4', videoCodec: 'hevc' }, 'hevc', 'aac'],
  ['AV1', { container: 'mp4', videoCodec: 'av1' }, 'av1', 'aac'],
  ['silent H.264', { container: 'mp4', audioCodec: null }, 'h264', null],
  ['WebM', { container: 'webm' }, 'vp9', 'opus'],
  ['WebM with AV1', { container: 'webm', videoCodec: 'av1', quality: 'low' }, 'av1', 'opus'],
  ['ProRes', { container: 'mov' }, 'prores', 'pcm_s16le'],
  ['ProRes with AAC', { container: 'mov', audioCodec: 'aac' }, 'prores', 'aac'],
  ['GIF', { container: 'gif' }, 'gif', null],
  ['PNG sequence', { container: 'png-sequence' }, 'png', null],
];

test.each(FILMS)('%s: five frames in their colours', async (_, wanted, videoCodec, audioCodec) => {
  const { facts, file } = await make(wanted);
  expect(facts).toMatchObject({ ...SIZE, frames: FRAMES, fps: 30, videoCodec, audioCodec });
  const { middle, corner } = colours(file);
  expect(apart(middle, RED)).toBeLessThanOrEqual(6);
  expect(apart(corner, BLUE)).toBeLessThanOrEqual(6);
});

test.each<[string, Wanted, string[]]>([
  ['WebM', { container: 'webm', quality: 'high' }, ['-c:v', 'libvpx-vp9']],
  ['ProRes', { container: 'mov' }, []],
  ['GIF', { container: 'gif' }, []],
  ['PNG sequence', { container: 'png-sequence' }, []],
  ['PNG', { container: 'png' }, []],
  ['WebP', { container: 'webp' }, []],
])('%s keeps what is transparent', async (_, wanted, decoder) => {
  const { file } = await make(wanted, 'transparent');
  const { middle, corner } = colours(file, decoder);
  expect(apart(middle, RED)).toBeLessThanOrEqual(4);
  expect(apart(alphaOf(corner), CLEAR)).toBeLessThanOrEqual(1);
});

test('a film that ffmpeg places itself is as opaque as it says, in RGB as in 4:2:0', async () => {
  const clip = layer('video', { source: 'white.mp4', properties: { opacity: 0.6 } });
  for (const container of ['png', 'webm'] as const) {
    const { file } = await make({ container, audioCodec: null }, 'transparent', [clip]);
    const { middle } = colours(file, container === 'webm' ? ['-c:v', 'libvpx-vp9'] : []);
    expect(apart(middle, [255, 255, 255, 153])).toBeLessThanOrEqual(3);
  }
});

test('half transparent stays half transparent, where a codec can', async () => {
  const { file } = await make({ container: 'png' }, 'rgba(0, 255, 0, 0.5)');
  expect(apart(colours(file).corner, [0, 255, 0, 128])).toBeLessThanOrEqual(1);
});

test('poster and sprite of a transparent film show it over black', async () => {
  const clip = layer('video', { source: 'white.mp4', properties: { opacity: 0.6 } });
  const { file, expected, folder } = await make({ container: 'webm' }, 'transparent', [clip]);
  const facts = { ...expected, decoder: 'libvpx-vp9' };
  const { poster, sprite } = await makePreviews(file, facts, folder, tools);
  expect(apart(colours(poster).middle, [153, 153, 153])).toBeLessThanOrEqual(4);
  expect(apart(colours(sprite).middle, [153, 153, 153])).toBeLessThanOrEqual(4);
});

test.each<[string, Wanted, string]>([
  ['PNG', { container: 'png', frame: 4 }, 'png'],
  ['JPEG', { container: 'jpeg', quality: 'high' }, 'mjpeg'],
  ['WebP', { container: 'webp', frame: 2 }, 'webp'],
])('%s: one picture of that frame', async (_, wanted, videoCodec) => {
  const { facts, file, expected, folder } = await make(wanted);
  expect(facts).toEqual({ ...SIZE, frames: 1, fps: 0, duration: 0, videoCodec, audioCodec: null });
  const { middle, corner } = colours(file);
  expect(apart(middle, RED)).toBeLessThanOrEqual(6);
  expect(apart(corner, BLUE)).toBeLessThanOrEqual(6);
  const poster = await makePoster(file, expected, folder, tools);
  expect((await ffprobe(tools.ffprobe, poster)).streams[0]).toMatchObject({ codec_name: 'mjpeg', ...SIZE });
});

test('a frame past the end is refused in a sentence', async () => {
  await expect(make({ container: 'png', frame: 5 })).rejects.toMatchObject({
    code: 'invalid-scene',
    message: 'There is no frame 5: the scene has the frames 0 to 4.',
  });
});

test.each<[string, Wanted, string]>([
  ['M4A', { container: 'm4a' }, 'aac'],
  ['MP3', { container: 'mp3' }, 'mp3'],
  ['WAV', { container: 'wav' }, 'pcm_s16le'],
])('%s: sound alone, as long as the scene', async (_, wanted, audioCodec) => {
  const { facts } = await make(wanted);
  const duration = expect.closeTo(FRAMES / 30, 6);
  const nothing = { width: 0, height: 0, frames: 0, fps: 0, videoCodec: null };
  expect(facts).toEqual({ ...nothing, duration, audioCodec });
});

test('a sequence is packed with its frames by number, from 0', async () => {
  const { file, folder } = await make({ container: 'png-sequence' });
  const zip = join(folder, 'frames.zip');
  await packFrames(file, FRAMES, zip);
  const bytes = readFileSync(zip);
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'));
  const names = bytes.toString('latin1').match(/\d{6}\.png/g) ?? [];
  // Each name stands before its picture and in the directory at the end.
  const planned = ['000000.png', '000001.png', '000002.png', '000003.png', '000004.png'];
  expect(names).toEqual([...planned, ...planned]);
  expect(bytes.includes(readFileSync(file.replace('%06d', '000003')))).toBe(true);
  await expect(packFrames(file, FRAMES + 1, zip)).rejects.toThrow(/ENOENT/);
});
