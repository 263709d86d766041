import { join } from 'node:path';
import { SAFE } from '../compiler/index.js';
import type { Tools } from '../media/index.js';
import { runChild } from '../platform/child-process.js';
import { classifyEnding } from './classify-ending.js';
import { numbered } from './numbered-file.js';
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

export interface PosterFacts {
  frames: number;
  fps: { num: number; den: number };
  /** The picture has transparent parts. */
  transparent?: boolean;
  /** ffmpeg's name of the decoder that sees them; absent: the usual one does. */
  decoder?: string;
}

export interface PreviewFacts extends PosterFacts {
  width: number;
  height: number;
  /** There is a key frame at every multiple of so many frames; absent: nobody knows where they are. */
  keyEvery?: number;
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
  const poster = await makePoster(file, facts, workDir, tools, signal);
  const sprite = join(workDir, 'sprite.jpg');
  const spriteLayout = layoutOf(facts);
  const keysOnly = onKeyFrames(facts, spriteLayout) ? ['-skip_frame', 'nokey'] : [];
  await jpeg(
    file,
    sprite,
    [...decoding(facts), ...keysOnly],
    spriteFilter(spriteLayout, facts),
    tools,
    signal,
  );
  return { poster, sprite, spriteLayout };
}

/** One picture of a film, an animation or numbered pictures, as a JPEG; what is transparent shows black. */
export async function makePoster(
  file: string,
  facts: PosterFacts,
  workDir: string,
  tools: Tools,
  signal?: AbortSignal,
): Promise<string> {
  const poster = join(workDir, 'poster.jpg');
  const frame = Math.min(facts.frames - 1, Math.floor(facts.frames * POSTER_AT));
  const picture = numbered(file, frame);
  const seconds = (frame * facts.fps.den) / facts.fps.num;
  const seek = picture === file ? ['-ss', seconds.toFixed(6)] : [];
  const before = [...decoding(facts), ...seek];
  await jpeg(picture, poster, before, `${onBlack(facts)}scale=out_range=pc`, tools, signal);
  return poster;
}

const decoding = ({ decoder }: PosterFacts): string[] => (decoder === undefined ? [] : ['-c:v', decoder]);

/** JPEG knows no transparency. */
const onBlack = ({ transparent }: PosterFacts): string =>
  transparent ? 'format=gbrap,premultiply=inplace=1,' : '';

/** Pictures evenly spread over the whole film. Pure. */
export function layoutOf(facts: PreviewFacts): SpriteLayout {
  const seconds = (facts.frames * facts.fps.den) / facts.fps.num;
  const wanted = Math.min(MAX_TILES, facts.frames, Math.max(1, Math.ceil(seconds)));
  const step = onGrid(Math.ceil(facts.frames / wanted), facts.keyEvery);
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

/** Long films: a tile on key frames only, so that nothing between them has to be decoded. */
const onGrid = (step: number, keyEvery: number | undefined): number =>
  keyEvery !== undefined && step >= keyEvery ? Math.ceil(step / keyEvery) * keyEvery : step;

const stepOf = ({ interval }: SpriteLayout, { fps }: PreviewFacts): number =>
  Math.round((interval * fps.num) / fps.den);

const onKeyFrames = (facts: PreviewFacts, layout: SpriteLayout): boolean =>
  facts.keyEvery !== undefined && stepOf(layout, facts) % facts.keyEvery === 0;

function spriteFilter(layout: SpriteLayout, facts: PreviewFacts): string {
  // There are more key frames than those of the grid: cuts have one too.
  const select = onKeyFrames(facts, layout)
    ? `isnan(prev_selected_t)+gte(t-prev_selected_t,${(layout.interval - 0.001).toFixed(6)})`
    : `not(mod(n,${stepOf(layout, facts)}))`;
  return [
    `select='${select}'`,
    `${onBlack(facts)}scale=${layout.width}:${layout.height}:flags=area:out_range=pc`,
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
