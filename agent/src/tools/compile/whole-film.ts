import { toNumber, type Rational } from '@farm/shared/time';
import { FilterGraph, type Filter } from '../../compiler/ffmpeg/filter-graph.js';
import { MAIN_INPUT } from '@farm/shared/tools';
import type { ToolRun } from '../tool-run.types.js';
import { seconds, type Bench } from './bench.js';
import { encodePicture, encodeSound } from './codecs.js';
import type { Size } from './sizes.js';

export interface FilmChange {
  /** Filters of the picture; they end with the size below. */
  picture?: Filter[];
  size?: Size;
  sound?: Filter[];
  /** Options before the main input, and after the filters. */
  before?: string[];
  after?: string[];
  /** Seconds of the result; undefined when unknown. */
  duration: number | undefined;
  fps?: Rational;
  crf?: number | undefined;
  withoutSound?: boolean;
}

/** How far the length of an encoded file may be off: a frame, or what audio codecs need for their first block. */
export const toleranceOf = (fps: Rational | undefined): number => Math.max(0.1, fps ? 1 / toNumber(fps) : 0);

/** The main input decoded, changed and encoded again: what most tools come to. Inputs without picture are heard only. */
export function wholeFilm(bench: Bench, change: FilmChange): ToolRun {
  const graph = new FilterGraph();
  const moving = bench.hasPicture ? bench.picture : undefined;
  const fps = change.fps ?? moving?.fps;
  const size = change.size ?? moving;
  const picture = moving && graph.add(['0:V:0'], change.picture ?? [], 'v');
  const heard = bench.hasSound && change.withoutSound !== true;
  const filtered = heard && change.sound !== undefined && change.sound.length > 0;
  const sound = filtered ? `[${graph.add(['0:a:0'], change.sound ?? [], 'a')}]` : '0:a:0';
  const video =
    moving &&
    encodePicture(bench.format, { fps: fps ?? moving.fps, cores: bench.input.cores, crf: change.crf });
  const audio = encodeSound(bench.format);
  const text = graph.text();
  const args = bench.command(
    bench.from(MAIN_INPUT, change.before ?? []),
    text === '' ? [] : ['-filter_complex', text],
    picture === undefined ? [] : ['-map', `[${picture}]`],
    heard ? ['-map', sound] : [],
    video ? [...video.args, '-fps_mode', 'vfr'] : [],
    heard ? audio.args : [],
    change.after ?? [],
    bench.into(bench.format, bench.outFile),
  );
  return {
    texts: [],
    passes: [bench.pass(args, change.duration, video ? fps : undefined)],
    encoder: video?.encoder ?? audio.encoder,
    warnings: [],
    expected: {
      file: bench.outFile,
      format: bench.format,
      picture:
        video && size && fps ? { width: size.width, height: size.height, codec: video.codec, fps } : null,
      sound: heard,
      ...(change.duration === undefined ? {} : { duration: change.duration }),
      tolerance: toleranceOf(fps),
    },
  };
}

/** Options that play only a part: exact, because everything is decoded. */
export function partOf(start: number, length: number | undefined): { before: string[]; after: string[] } {
  return {
    // A picture whose clock was rounded down (Matroska counts milliseconds) must not lose its place.
    before: start > 0 ? ['-ss', seconds(Math.max(0, start - CLOCK_SLACK))] : [],
    after: length === undefined ? [] : ['-t', seconds(length)],
  };
}
const CLOCK_SLACK = 0.001;
