import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFacts } from '@farm/shared/scene';
import { SAFE, stillCommand } from '../compiler/index.js';
import type { Tools } from '../media/index.js';
import { runChild } from '../platform/child-process.js';
import { readableByPainter } from './picture-store.js';

/** Longest side of a thumbnail, pixels. */
const SIDE = 480;
const WAVE = { width: 480, height: 120, ink: '0x4f8cff', paper: '0x10141c' };
/** The first picture of a film is often still fading in. */
const FILM_AT = 0.25;
/** What shines through a transparent picture: a JPEG has to show something. */
const PAPER = '#ffffff';
const QUALITY = 82;
const LIMIT_MS = 120_000;

/** Makes a small JPEG of a file into `folder`; undefined when the file shows none. */
export async function makeThumbnail(
  file: string,
  facts: MediaFacts,
  folder: string,
  tools: Tools,
): Promise<string | undefined> {
  const out = join(folder, 'thumbnail.jpg');
  const { video, audio, duration } = facts;
  if (video?.still) await shrinkStill(file, video, folder, tools, out);
  else if (video) await run(tools, filmArgs(file, (duration ?? 0) * FILM_AT, out));
  else if (audio) await run(tools, waveArgs(file, out));
  else return undefined;
  return out;
}

/** One picture of a film, seen `seconds` after its start. Pure. */
function filmArgs(file: string, seconds: number, out: string): string[] {
  const scale = `scale='min(${SIDE},iw)':'min(${SIDE},ih)':force_original_aspect_ratio=decrease:out_range=pc`;
  return [
    ...COMMON,
    ...['-ss', seconds.toFixed(3), '-i', `file:${file}`, '-map', '0:v:0'],
    ...['-vf', `scale=iw*sar:ih,setsar=1,${scale},format=yuvj420p`, '-frames:v', '1', ...JPEG, `file:${out}`],
  ];
}

/** The loudness of a whole sound, from left to right. Pure. */
function waveArgs(file: string, out: string): string[] {
  const { width, height, ink, paper } = WAVE;
  const size = `${width}x${height}`;
  const graph = [
    `[0:a:0]aformat=channel_layouts=mono,showwavespic=s=${size}:colors=${ink}:split_channels=0[wave]`,
    `color=c=${paper}:s=${size}[paper]`,
    '[paper][wave]overlay=format=rgb,format=yuvj420p',
  ].join(';');
  return [
    ...COMMON,
    ...['-i', `file:${file}`, '-filter_complex', graph, '-frames:v', '1', ...JPEG, `file:${out}`],
  ];
}

const COMMON = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y', ...SAFE];
const JPEG = ['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2', '-update', '1'];

/** By the painter, which turns pictures as EXIF says and reads drawings. */
async function shrinkStill(
  file: string,
  video: NonNullable<MediaFacts['video']>,
  folder: string,
  tools: Tools,
  out: string,
): Promise<void> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  let source = file;
  if (!readableByPainter(video)) {
    source = join(folder, 'thumbnail-source.png');
    await run(tools, stillCommand(file, source));
  }
  const picture = await loadImage(source);
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  await writeFile(out, await canvas.encode('jpeg', QUALITY));
}

async function run({ ffmpeg }: Tools, args: string[]): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { code, stderr } = await runChild({ program: ffmpeg, args, signal });
  if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? 'ffmpeg said nothing');
}
