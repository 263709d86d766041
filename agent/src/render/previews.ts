import { join } from 'node:path';
import { SAFE } from '../compiler/index.js';
import type { Tools } from '../media/index.js';
import { runChild } from '../platform/child-process.js';
import { classifyEnding } from './classify-ending.js';
import { RenderFailure } from './render-failure.js';

export interface SpriteLayout {
  columns: number;
  rows: number;
  /** Pixels of one tile. */
  width: number;
  height: number;
  /** Pictures in the sheet, row by row; the last row may be short. */
  count: number;
  /** Seconds between two pictures. */
  interval: number;
}

export interface Previews {
  poster: string;
  sprite: string;
  spriteLayout: SpriteLayout;
}

export interface PreviewFacts {
  width: number;
  height: number;
  frames: number;
  fps: { num: number; den: number };
}

/** The longest side of a tile, and how many fit in a sheet that any browser can load. */
const TILE_SIDE = 192;
const MAX_TILES = 100;
const COLUMNS = 10;
/** The poster is taken here: the first frame is often still fading in. */
const POSTER_AT = 0.25;

/** Poster JPEG and sprite sheet, read from the finished file. */
export async function makePreviews(
  file: string,
  facts: PreviewFacts,
  workDir: string,
  tools: Tools,
  signal?: AbortSignal,
): Promise<Previews> {
  const poster = join(workDir, 'poster.jpg');
  const sprite = join(workDir, 'sprite.jpg');
  const spriteLayout = layoutOf(facts);
  const posterFrame = Math.min(facts.frames - 1, Math.floor(facts.frames * POSTER_AT));
  const posterSeconds = (posterFrame * facts.fps.den) / facts.fps.num;
  await jpeg(file, poster, ['-ss', posterSeconds.toFixed(6)], 'scale=out_range=pc', tools, signal);
  await jpeg(file, sprite, [], spriteFilter(spriteLayout, facts), tools, signal);
  return { poster, sprite, spriteLayout };
}

/** Pictures evenly spread over the whole film. Pure. */
export function layoutOf(facts: PreviewFacts): SpriteLayout {
  const seconds = (facts.frames * facts.fps.den) / facts.fps.num;
  const wanted = Math.min(MAX_TILES, facts.frames, Math.max(1, Math.ceil(seconds)));
  const step = Math.ceil(facts.frames / wanted);
  const count = Math.ceil(facts.frames / step);
  const scale = Math.min(1, TILE_SIDE / Math.max(facts.width, facts.height));
  return {
    columns: Math.min(COLUMNS, count),
    rows: Math.ceil(count / COLUMNS),
    width: Math.max(2, Math.round((facts.width * scale) / 2) * 2),
    height: Math.max(2, Math.round((facts.height * scale) / 2) * 2),
    count,
    interval: (step * facts.fps.den) / facts.fps.num,
  };
}

function spriteFilter(layout: SpriteLayout, facts: PreviewFacts): string {
  const step = Math.ceil(facts.frames / layout.count);
  return [
    `select='not(mod(n,${step}))'`,
    `scale=${layout.width}:${layout.height}:flags=area:out_range=pc`,
    `tile=${layout.columns}x${layout.rows}`,
  ].join(',');
}

async function jpeg(
  file: string,
  outFile: string,
  seek: string[],
  filters: string,
  tools: Tools,
  signal?: AbortSignal,
): Promise<void> {
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y'],
    ...SAFE,
    ...seek,
    ...['-i', `file:${file}`, '-map', '0:v:0', '-vf', `${filters},format=yuvj420p`, '-frames:v', '1'],
    ...[
      '-fps_mode',
      'passthrough',
      '-c:v',
      'mjpeg',
      '-q:v',
      '3',
      '-f',
      'image2',
      '-update',
      '1',
      `file:${outFile}`,
    ],
  ];
  const ending = await runChild({ program: tools.ffmpeg, args, ...(signal ? { signal } : {}) });
  signal?.throwIfAborted();
  if (ending.code === 0) return;
  throw new RenderFailure(classifyEnding(ending), 'The preview pictures could not be made.', {
    stderr: ending.stderr,
  });
}
