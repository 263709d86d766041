import { frameRate, toNumber } from '@farm/shared/time';
import { MAIN_INPUT, type Operation } from '@farm/shared/tools';
import { decimal, filter, FilterGraph } from '../../../compiler/ffmpeg/filter-graph.js';
import type { MediaMeasure, ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { encodePicture, encodeSound } from '../codecs.js';
import { refusal } from '../refusal.js';
import { boxOf, fitted, type Size } from '../sizes.js';
import { toleranceOf } from '../whole-film.js';

type Merge = Extract<Operation, { op: 'merge' }>;

interface Clip {
  key: string;
  number: number;
  picture: NonNullable<MediaMeasure['picture']>;
  sound: boolean;
}

const RATE = 48_000;
const MOST_FPS = 60;

/** Clips end to end: one size, one rate, one kind of sound; silence for clips that have none. */
export function merge(bench: Bench, operation: Merge): ToolRun {
  const clips = operation.clips.map((key, index) => clipOf(bench, key, index + 1));
  const [first] = clips;
  if (!first) throw refusal('There is nothing to merge.');
  const size = boxOf(first.picture, operation.width, operation.height);
  const fps = operation.fps === null ? sensible(first.picture.fps) : frameRate(operation.fps);
  const heard = clips.some(({ sound }) => sound);
  const graph = new FilterGraph();
  const parts = clips.flatMap((clip, index) => [
    pictureOf(graph, clip, index, size, fps, operation.background),
    ...(heard ? [soundOf(graph, clip, index)] : []),
  ]);
  const text = `${graph.text()};\n${parts.map((label) => `[${label}]`).join('')}concat=n=${clips.length}:v=1:a=${heard ? 1 : 0}[v]${heard ? '[a]' : ''}`;
  const video = encodePicture(bench.format, { fps, cores: bench.input.cores });
  const args = bench.command(
    clips.flatMap(({ key }) => bench.from(key)),
    ['-filter_complex', text, '-map', '[v]', ...(heard ? ['-map', '[a]'] : [])],
    [...video.args, '-fps_mode', 'cfr', '-r', `${fps.num}/${fps.den}`],
    heard ? encodeSound(bench.format).args : [],
    bench.into(bench.format, bench.outFile),
  );
  const duration = clips.reduce((sum, { picture }) => sum + picture.duration, 0);
  return {
    texts: [],
    passes: [bench.pass(args, duration, fps)],
    encoder: video.encoder,
    warnings: [],
    expected: {
      file: bench.outFile,
      format: bench.format,
      picture: { ...size, codec: video.codec, fps },
      sound: heard,
      duration,
      // Every clip ends on a frame of the common rate.
      tolerance: toleranceOf(fps) + (clips.length * 0.5) / toNumber(fps),
    },
  };
}

function clipOf(bench: Bench, key: string, number: number): Clip {
  const media = bench.input.media[key];
  const which = key === MAIN_INPUT ? 'The input' : `Clip ${number}`;
  if (!media?.picture || media.picture.still)
    throw refusal(`${which} is no video; only videos can be merged.`);
  if (media.picture.duration <= 0)
    throw refusal(`The length of clip ${number} is not known, so it cannot be merged; convert it first.`);
  return { key, number, picture: media.picture, sound: media.sound !== null };
}

/** A file that claims a thousand frames a second means its clock, not its pictures. */
const sensible = (fps: { num: number; den: number }) =>
  toNumber(fps) > MOST_FPS ? frameRate(MOST_FPS) : fps;

function pictureOf(
  graph: FilterGraph,
  clip: Clip,
  index: number,
  size: Size,
  fps: { num: number; den: number },
  background: string,
): string {
  const frames = Math.max(1, Math.round(clip.picture.duration * toNumber(fps)));
  return graph.add(
    [`${index}:V:0`],
    [
      filter('fps', { fps: `${fps.num}/${fps.den}`, start_time: 0 }),
      ...fitted(clip.picture, size, background),
      filter('format', { pix_fmts: 'yuv420p' }),
      filter('tpad', { stop: -1, stop_mode: 'clone' }),
      filter('trim', { end_frame: frames }),
      filter('setpts', { expr: 'PTS-STARTPTS' }),
    ],
    'v',
  );
}

function soundOf(graph: FilterGraph, clip: Clip, index: number): string {
  const length = filter('atrim', { end: decimal(clip.picture.duration) });
  const layout = filter('aformat', {
    sample_rates: RATE,
    sample_fmts: 'fltp',
    channel_layouts: 'stereo',
  });
  if (!clip.sound) return graph.add([], [filter('anullsrc', { r: RATE, cl: 'stereo' }), length, layout], 'a');
  const start = filter('aresample', { async: 1, first_pts: 0 });
  return graph.add(
    [`${index}:a:0`],
    [start, layout, filter('apad'), length, filter('asetpts', { expr: 'PTS-STARTPTS' })],
    'a',
  );
}
