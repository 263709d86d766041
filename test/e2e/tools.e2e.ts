import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterOf, lumaFrames } from '../media/pictures.js';
import { SAMPLES, testTools } from '../setup/samples.js';
import { FarmDaemons, until } from './farm-daemons.js';

interface ToolStatus {
  jobId: string;
  status: string;
  mode: string;
  error?: string;
  url?: string;
}

interface Probe {
  streams: {
    codec_name: string;
    codec_type: string;
    width?: number;
    height?: number;
    nb_read_packets: string;
  }[];
  format: { duration?: string };
}

jest.setTimeout(120_000);

let farm: FarmDaemons;
const addresses: Record<string, string> = {};

beforeAll(async () => {
  farm = await FarmDaemons.start();
  const mark = join(farm.folder, 'mark.png');
  run('ffmpeg', ['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1', mark]);
  for (const name of ['counter.mp4', 'flash.mp4', 'portrait.mp4']) await upload(name, join(SAMPLES, name));
  await upload('mark.png', mark);
});
afterAll(() => farm.stop());

function run(name: 'ffmpeg' | 'ffprobe', args: string[]): string {
  return execFileSync(testTools()[name], ['-v', 'error', ...args], { encoding: 'utf8' });
}

async function upload(name: string, file: string): Promise<void> {
  const type = name.endsWith('.png') ? 'image' : 'video';
  const ticket = await farm.call<{ uploadUrl: string; assetUrl: string; path: string }>(
    'POST',
    '/v1/assets/upload-url',
    { filename: name, type },
  );
  await fetch(ticket.uploadUrl, { method: 'PUT', body: new Uint8Array(readFileSync(file)) });
  await farm.call('POST', '/v1/assets', { name, type, storage_key: ticket.path });
  addresses[name] = ticket.assetUrl;
}

/** A job from its submission to its file on this disk. */
async function use(
  tool: string,
  input: string,
  config: object,
): Promise<{ file: string; probe: Probe; status: ToolStatus }> {
  const { jobId } = await farm.call<ToolStatus>('POST', `/v1/tools/${tool}/jobs`, {
    inputUrl: addresses[input],
    config,
  });
  const status = await until(`the end of ${tool}`, async () => {
    const seen = await farm.call<ToolStatus>('GET', `/v1/tools/jobs/${jobId}`);
    return ['completed', 'failed'].includes(seen.status) ? seen : undefined;
  });
  if (!status.url) throw new Error(`${tool} ${status.status}: ${status.error ?? 'no reason'}`);
  const answer = await fetch(status.url);
  const file = join(farm.folder, `${jobId}.out`);
  writeFileSync(file, new Uint8Array(await answer.arrayBuffer()));
  const text = run('ffprobe', ['-count_packets', '-show_streams', '-show_format', '-of', 'json', file]);
  return { file, probe: JSON.parse(text) as Probe, status };
}

const video = ({ streams }: Probe) => streams.find(({ codec_type }) => codec_type === 'video');
const audio = ({ streams }: Probe) => streams.find(({ codec_type }) => codec_type === 'audio');
const seconds = ({ format }: Probe): number => Number(format.duration);

test('trim: the frames that were asked for', async () => {
  const { file } = await use('trim-video', 'counter.mp4', { startTime: 1, endTime: 2 });
  const seen = lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640));
  expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => 30 + i));
});

test('crop', async () => {
  const { probe } = await use('crop-video', 'counter.mp4', { x: 10, y: 20, width: 200, height: 100 });
  expect(video(probe)).toMatchObject({ codec_name: 'h264', width: 200, height: 100, nb_read_packets: '120' });
});

test('convert to WebM', async () => {
  const { probe } = await use('convert-video', 'flash.mp4', { format: 'webm' });
  expect([video(probe)?.codec_name, audio(probe)?.codec_name]).toEqual(['vp9', 'vorbis']);
  expect(Math.abs(seconds(probe) - 5)).toBeLessThan(0.1);
});

test('GIF', async () => {
  const { probe } = await use('video-to-gif', 'counter.mp4', { fps: 10, width: 160, endTime: 2 });
  expect(video(probe)).toMatchObject({ codec_name: 'gif', width: 160, height: 90, nb_read_packets: '20' });
});

test('thumbnail', async () => {
  const { file, probe } = await use('video-thumbnail', 'counter.mp4', { time: 1, format: 'png' });
  expect(video(probe)).toMatchObject({ codec_name: 'png', width: 640, height: 360 });
  expect(counterOf(lumaFrames(file, 640, 360)[0] as Buffer, 640)).toBe(30);
});

test('extract audio', async () => {
  const { probe, status } = await use('extract-audio', 'flash.mp4', { format: 'mp3' });
  expect(probe.streams.map(({ codec_name }) => codec_name)).toEqual(['mp3']);
  expect(Math.abs(seconds(probe) - 5)).toBeLessThan(0.1);
  expect(new URL(status.url ?? '').pathname).toMatch(/\.mp3$/);
});

test('merge of two different clips, one of them silent', async () => {
  const { probe } = await use('merge-videos', 'flash.mp4', { inputUrls: [addresses['portrait.mp4']] });
  expect(video(probe)).toMatchObject({ width: 320, height: 180, nb_read_packets: '210' });
  expect(audio(probe)?.codec_name).toBe('aac');
  expect(Math.abs(seconds(probe) - 7)).toBeLessThan(0.1);
});

test('watermark', async () => {
  const config = { imageUrl: addresses['mark.png'], position: 'top-left', opacity: 1, margin: 0, scale: 0.1 };
  const { file, probe } = await use('watermark-video', 'portrait.mp4', config);
  expect(video(probe)?.nb_read_packets).toBe('60');
  const rgb = execFileSync(testTools().ffmpeg, [
    ...['-v', 'error', '-i', file, '-vf', 'crop=2:2:10:10', '-frames:v', '1', '-f', 'rawvideo'],
    ...['-pix_fmt', 'rgb24', '-'],
  ]);
  expect(rgb[0]).toBeGreaterThan(220);
  expect(rgb[1]).toBeLessThan(40);
});

test('subtitles', async () => {
  const srt = '1\n00:00:00,500 --> 00:00:01,500\nGrüße aus der Farm\n';
  const { probe, status } = await use('burn-subtitles', 'flash.mp4', { srt });
  expect(status.mode).toBe('render');
  expect(video(probe)).toMatchObject({ width: 320, height: 180, nb_read_packets: '150' });
  expect(audio(probe)?.codec_name).toBe('aac');
});

test('loudness', async () => {
  const { file } = await use('normalize-audio', 'flash.mp4', { targetLufs: -20 });
  const args = ['-hide_banner', '-nostats', '-i', file, '-af', 'ebur128', '-f', 'null', '-'];
  const text = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', testTools().ffmpeg, ...args], {
    encoding: 'utf8',
  });
  const measured = Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(text)?.[1]);
  expect(Math.abs(measured + 20)).toBeLessThan(1);
});

test('what cannot be done fails once, with a sentence', async () => {
  await expect(use('extract-audio', 'counter.mp4', {})).rejects.toThrow(
    'extract-audio failed: The input has no sound; use a file with an audio track.',
  );
});
