import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { findTool, readConfig, type ToolPlan } from '@farm/shared/tools';
import type { ResultFacts } from '@farm/shared/wire';
import { ffprobe, type ProbedStream } from '../../agent/src/media/ffprobe.js';
import { judgeTool, runTool, type MadeByTool } from '../../agent/src/tools/index.js';
import { SAMPLES, testTools } from '../setup/samples.js';
import { counterOf, loudness, lumaFrames, samplesOf } from './pictures.js';
import { capabilities, newFolder } from './scenes.js';

jest.setTimeout(120_000);

interface Made extends MadeByTool {
  file: string;
  facts: ResultFacts;
  progress: number[];
}

const sample = (name: string): string => (name.startsWith('/') ? name : join(SAMPLES, name));

function planOf(id: string, config: unknown): { plan: ToolPlan; urls: Record<string, string> } {
  const tool = findTool(id);
  if (!tool) throw new Error(`no tool ${id}`);
  const read = readConfig(tool, config);
  if (read.issues.length > 0) throw new Error(read.issues.map(({ message }) => message).join('; '));
  const { operation, format, urls = [] } = tool.draft(read.config, 'input');
  return {
    plan: { version: 1, tool: id, operation, format, hints: {} },
    urls: Object.fromEntries(urls.map(({ key, url }) => [key, url])),
  };
}

/** Runs a tool on samples; addresses of the config are names of samples. */
async function use(id: string, input: string, config: unknown = {}): Promise<Made> {
  const { plan, urls } = planOf(id, config);
  const named = Object.entries({ input, ...urls }).map(([key, name]) => [key, sample(name)] as const);
  const progress: number[] = [];
  const { signal } = new AbortController();
  const made = await runTool({
    plan,
    files: Object.fromEntries(named),
    folder: newFolder(),
    tools: testTools(),
    capabilities: capabilities(),
    cores: 2,
    stallSeconds: 60,
    signal,
    onProgress: (done, total) => progress.push(done / total),
  });
  const facts = await judgeTool(made.expected, testTools(), signal);
  return { ...made, facts, progress, file: made.expected.file };
}

const streams = async (file: string): Promise<ProbedStream[]> =>
  (await ffprobe(testTools().ffprobe, file)).streams;
const counted = (file: string, width = 640, height = 360): number[] =>
  lumaFrames(file, width, height).map((luma) => counterOf(luma, width));

/** Integrated loudness in LUFS, by another filter than the one that set it. */
function lufs(file: string): number {
  const script = [
    '-hide_banner',
    '-nostats',
    '-i',
    file,
    '-map',
    '0:a:0',
    '-af',
    'ebur128',
    '-f',
    'null',
    '-',
  ];
  const text = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', testTools().ffmpeg, ...script], {
    encoding: 'utf8',
  });
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(text)?.[1]);
}

describe('time', () => {
  test('trim is exact to the frame, and its progress never falls', async () => {
    const { file, facts, progress } = await use('trim-video', 'counter.mp4', {
      startTime: 1.1,
      endTime: 2.5,
    });
    expect(counted(file)).toEqual(Array.from({ length: 42 }, (_, i) => 33 + i));
    expect(facts).toMatchObject({ width: 640, height: 360, frames: 42, fps: 30, audioCodec: null });
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  test('trim keeps sound and picture together', async () => {
    const { file, facts } = await use('trim-video', 'flash.mp4', { startTime: 1.5, endTime: 3.5 });
    expect(facts).toMatchObject({ frames: 60, duration: 2, audioCodec: 'aac' });
    const sound = samplesOf(file);
    // Beeps and flashes stood at whole seconds: now they stand at 0.5 and 1.5.
    expect(loudness(sound, 0.5, 0.55)).toBeGreaterThan(0.3);
    expect(loudness(sound, 0.1, 0.4)).toBeLessThan(0.02);
    const luma = lumaFrames(file, 320, 180);
    expect(luma[15]?.[1000]).toBeGreaterThan(200);
    expect(luma[14]?.[1000]).toBeLessThan(40);
  });

  test('twice the speed is half as long, at the same frame rate', async () => {
    const { file, facts } = await use('change-video-speed', 'flash.mp4', { speed: 2 });
    expect(facts).toMatchObject({ frames: 75, duration: 2.5, fps: 30, audioCodec: 'aac' });
    expect(loudness(samplesOf(file), 0.5, 0.52)).toBeGreaterThan(0.2);
  });

  test('backwards: the last frame first', async () => {
    const { file, facts } = await use('reverse-video', 'counter.mp4');
    expect(facts.frames).toBe(120);
    expect(counted(file)).toEqual(Array.from({ length: 120 }, (_, i) => 119 - i));
  });

  test('a film too large for memory is reversed in parts, without a seam', async () => {
    const large = join(newFolder(), 'large.mp4');
    const scale = [
      '-vf',
      'scale=3840:2160:flags=neighbor',
      '-t',
      '1.2',
      '-preset',
      'ultrafast',
      '-crf',
      '10',
    ];
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-i', sample('counter.mp4'), ...scale, large]);
    const { file, facts } = await use('reverse-video', large);
    expect(facts).toMatchObject({ width: 3840, frames: 36 });
    const small = await use('resize-video', file, { width: 640 });
    expect(counted(small.file)).toEqual(Array.from({ length: 36 }, (_, i) => 35 - i));
  });

  test('merge: size and rate of the first clip, silence where there is no sound', async () => {
    const { file, facts } = await use('merge-videos', 'counter.mp4', {
      inputUrls: ['flash.mp4', 'portrait.mp4', 'counter25.mp4'],
    });
    expect(facts).toMatchObject({ width: 640, height: 360, fps: 30, frames: 120 + 150 + 60 + 120 });
    expect(facts.audioCodec).toBe('aac');
    const sound = samplesOf(file);
    expect(loudness(sound, 0, 3.9)).toBeLessThan(0.001);
    expect(loudness(sound, 5, 5.05)).toBeGreaterThan(0.3);
    expect(loudness(sound, 9.1, 14.9)).toBeLessThan(0.001);
    const seen = counted(file);
    expect(seen.slice(0, 120)).toEqual(Array.from({ length: 120 }, (_, i) => i));
    expect(seen.at(-1)).toBe(99);
  });
});

describe('picture', () => {
  test('crop cuts what was asked for, to the pixel', async () => {
    const { file, facts } = await use('crop-video', 'counter.mp4', { x: 64, y: 0, width: 65, height: 65 });
    expect(facts).toMatchObject({ width: 64, height: 64, frames: 120 });
    // The second block of the counter: bit 1.
    const bits = lumaFrames(file, 64, 64).map((luma) => ((luma[32 * 64 + 32] ?? 0) > 128 ? 1 : 0));
    expect(bits.slice(0, 6)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test.each<[{ width?: number; height?: number; fit?: string }, number, number]>([
    [{ width: 320 }, 320, 180],
    [{ width: 300, height: 300, fit: 'contain' }, 300, 300],
    [{ width: 300, height: 300, fit: 'cover' }, 300, 300],
    [{ width: 300, height: 300, fit: 'inside' }, 300, 168],
    [{ height: 181, fit: 'fill' }, 320, 180],
  ])('resize %j', async (config, width, height) => {
    const { facts, file } = await use('resize-video', 'white.mp4', config);
    expect(facts).toMatchObject({ width, height, frames: 60 });
    const top = lumaFrames(file, width, height)[0]?.[width / 2] ?? 0;
    expect(top > 128).toBe(config.fit !== 'contain');
  });

  test('rotate turns clockwise; a turned phone video is turned from what players show', async () => {
    const turned = await use('rotate-video', 'counter.mp4', { degrees: 90 });
    expect(turned.facts).toMatchObject({ width: 360, height: 640, frames: 120 });
    const phone = join(newFolder(), 'phone.mp4');
    const tag = ['-y', '-display_rotation', '-90', '-i', sample('counter.mp4'), '-c', 'copy', phone];
    const old = ['-y', '-i', sample('counter.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', phone];
    const is5 = testTools().ffmpeg.startsWith('/usr');
    execFileSync(testTools().ffmpeg, ['-v', 'error', ...(is5 ? old : tag)]);
    const again = await use('rotate-video', phone, { degrees: 90 });
    expect(again.facts).toMatchObject({ width: 640, height: 360 });
    const trimmed = await use('trim-video', phone, { endTime: 1 });
    expect(trimmed.facts).toMatchObject({ width: 360, height: 640, frames: 30 });
    const muted = await use('mute-video', phone);
    expect(muted).toMatchObject({ encoder: 'copy', facts: { width: 360, height: 640 } });
  });

  test('GIF: its size, its rate, its length', async () => {
    const { facts, file } = await use('video-to-gif', 'moving.mp4', {
      fps: 10,
      width: 321,
      startTime: 1,
      endTime: 3,
    });
    expect(facts).toMatchObject({ width: 320, height: 180, frames: 20, videoCodec: 'gif' });
    expect((await streams(file))[0]?.r_frame_rate).toBe('10/1');
  });

  test.each([
    ['jpg', 'mjpeg'],
    ['png', 'png'],
    ['webp', 'webp'],
  ])('thumbnail as %s: the frame on the screen then', async (format, codec) => {
    const { facts, file } = await use('video-thumbnail', 'counter.mp4', { time: 1.51, format });
    expect(facts).toMatchObject({
      width: 640,
      height: 360,
      frames: 1,
      fps: 0,
      duration: 0,
      videoCodec: codec,
    });
    expect(counted(file)).toEqual([45]);
  });

  test('thumbnails at the edges', async () => {
    const at = async (time: number) =>
      counted((await use('video-thumbnail', 'counter.mp4', { time, format: 'png' })).file)[0];
    expect(await at(0)).toBe(0);
    expect(await at(4)).toBe(119);
    await expect(at(4.1)).rejects.toMatchObject({ code: 'unsupported', message: /lasts only 4 s/ });
  });
});

describe('files', () => {
  test.each([
    ['webm', 'vp9', 'vorbis'],
    ['mkv', 'h264', 'aac'],
    ['mov', 'h264', 'aac'],
  ])('convert to %s', async (format, videoCodec, audioCodec) => {
    const { facts, encoder } = await use('convert-video', 'flash.mp4', { format });
    expect(facts).toMatchObject({ videoCodec, audioCodec, frames: 150 });
    expect(encoder).toBe(format === 'webm' ? 'libvpx-vp9' : 'copy');
  });

  test('a target size is kept', async () => {
    const { facts, expected } = await use('compress-video', 'moving.mp4', { targetSizeMb: 0.2 });
    expect(facts).toMatchObject({ width: 1280, frames: 120 });
    expect(expected.maxBytes).toBe(200_000);
  });

  test('compress by quality, smaller pictures', async () => {
    const { facts } = await use('compress-video', 'moving.mp4', { quality: 'low', maxHeight: 360 });
    expect(facts).toMatchObject({ width: 640, height: 360, frames: 120 });
  });

  test.each([
    ['mp3', 'mp3'],
    ['wav', 'pcm_s16le'],
    ['m4a', 'aac'],
    ['ogg', 'vorbis'],
    ['flac', 'flac'],
    ['aac', 'aac'],
  ])('extract audio as %s', async (format, audioCodec) => {
    const { facts } = await use('extract-audio', 'flash.mp4', { format });
    expect(facts).toMatchObject({ width: 0, height: 0, fps: 0, frames: 0, videoCodec: null, audioCodec });
    expect(Math.abs(facts.duration - 5)).toBeLessThan(0.2);
  });

  test('mute copies the picture', async () => {
    const { facts, encoder, file } = await use('mute-video', 'flash.mp4');
    expect([encoder, facts.audioCodec, facts.frames]).toEqual(['copy', null, 150]);
    expect(await streams(file)).toHaveLength(1);
  });

  test('a file that only sounds stays one', async () => {
    const { facts, warnings, file } = await use('trim-video', 'tone.wav', { endTime: 2 });
    expect(facts).toMatchObject({ width: 0, audioCodec: 'aac' });
    expect(file).toMatch(/\.m4a$/);
    expect(warnings).toEqual([
      { code: 'sound-only', message: 'The input has only sound; the result is a m4a file.' },
    ]);
  });
});

describe('sound', () => {
  test.each([
    ['flash.mp4', -23],
    ['tone.wav', -16],
  ])('%s is brought to %i LUFS', async (input, targetLufs) => {
    const { file, facts, encoder } = await use('normalize-audio', input, { targetLufs });
    expect(Math.abs(lufs(file) - targetLufs)).toBeLessThan(1);
    if (facts.frames > 0) expect(encoder).toBe('copy');
  });

  test('silence stays silence', async () => {
    const silent = join(newFolder(), 'silent.wav');
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=d=1', silent]);
    const { facts } = await use('normalize-audio', silent);
    expect(facts.audioCodec).toBe('aac');
  });
});

describe('over the picture', () => {
  test.each([
    ['top-left', 16, 16],
    ['bottom-right', 624, 344],
    ['center', 320, 180],
  ])('a picture as watermark, %s', async (position, x, y) => {
    const mark = join(newFolder(), 'mark.png');
    execFileSync(testTools().ffmpeg, [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=black:s=40x40',
      '-frames:v',
      '1',
      mark,
    ]);
    const config = { imageUrl: mark, position, opacity: 1, scale: 0.1, margin: 0.01 };
    const { file, facts } = await use('watermark-video', 'white.mp4', config);
    expect(facts).toMatchObject({ width: 640, height: 360, frames: 60 });
    for (const luma of lumaFrames(file, 640, 360).slice(0, 60)) expect(luma[y * 640 + x]).toBeLessThan(40);
  });

  test('a text as watermark', async () => {
    const config = { text: 'MMMM', color: '#000', position: 'bottom-right', opacity: 1, fontSize: 20 };
    const { file, facts } = await use('watermark-video', 'white.mp4', config);
    expect(facts).toMatchObject({ width: 640, height: 360, frames: 60, audioCodec: null });
    const dark = (
      luma: Buffer | undefined,
      fromX: number,
      toX: number,
      fromY: number,
      toY: number,
    ): number => {
      let count = 0;
      for (let y = fromY; y < toY; y++)
        for (let x = fromX; x < toX; x++) if ((luma?.[y * 640 + x] ?? 255) < 60) count += 1;
      return count;
    };
    const luma = lumaFrames(file, 640, 360)[30];
    expect(dark(luma, 320, 640, 180, 360)).toBeGreaterThan(500);
    expect(dark(luma, 0, 320, 0, 180)).toBe(0);
    // Nothing touches the margin.
    expect(dark(luma, 630, 640, 0, 360)).toBe(0);
  });

  test('subtitles are there while they are said, and not before', async () => {
    const srt = join(newFolder(), 'text.srt');
    writeFileSync(srt, '1\n00:00:00,500 --> 00:00:01,000\n{\\an8}<b>Grüße, мир, 😀</b>\n');
    const config = { subtitlesUrl: srt, style: { color: '#000', outlineWidth: 0, fontSize: 12 } };
    const { file, facts } = await use('burn-subtitles', 'white.mp4', config);
    expect(facts).toMatchObject({ width: 640, height: 360, frames: 60 });
    const dark = lumaFrames(file, 640, 360).map((luma) => luma.filter((value) => value < 60).length > 200);
    expect(dark[14]).toBe(false);
    expect(dark.slice(16, 29).every(Boolean)).toBe(true);
    expect(dark[32]).toBe(false);
  });

  test('subtitles into WebM keep the sound', async () => {
    const { facts } = await use('burn-subtitles', 'flash.mp4', {
      vtt: 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello',
      format: 'webm',
    });
    expect(facts).toMatchObject({ videoCodec: 'vp9', audioCodec: 'vorbis', frames: 150 });
  });
});

test.each([
  ['crop-video', 'tone.wav', { width: 10, height: 10 }, 'The input has no picture; use a video file.'],
  ['trim-video', 'photo.jpg', { endTime: 1 }, 'The input is a still picture; use a video file.'],
  ['extract-audio', 'counter.mp4', {}, 'The input has no sound; use a file with an audio track.'],
  ['crop-video', 'counter.mp4', { x: 600, width: 100, height: 10 }, /does not lie in the picture/],
  ['trim-video', 'counter.mp4', { startTime: 9 }, /config.startTime is 9 s, but the input lasts only 4 s/],
  ['compress-video', 'moving.mp4', { targetSizeMb: 0.01 }, /use at least 0\.011/],
])('%s of %s %j is refused with a sentence', async (id, input, config, message) => {
  await expect(use(id, input, config)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(message) as string,
  });
});
