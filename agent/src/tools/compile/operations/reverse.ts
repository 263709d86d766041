import { toNumber } from '@farm/shared/time';
import { MAIN_INPUT } from '@farm/shared/tools';
import { filter, FilterGraph } from '../../../compiler/ffmpeg/filter-graph.js';
import type { Pass, ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { encodePicture, encodeSound } from '../codecs.js';
import { refusal } from '../refusal.js';
import { evenSize, shown } from '../sizes.js';
import { partOf, toleranceOf, wholeFilm } from '../whole-film.js';

/** Bytes of decoded pictures that one `reverse` filter may hold: it keeps all of them until the end. */
const REVERSE_BYTES = 400 * 2 ** 20;
/** Of 8-bit 4:2:0. */
const BYTES_PER_PIXEL = 1.5;

/** Short films in one pass; long ones part by part from the end, so that memory has a bound. */
export function reverse(bench: Bench): ToolRun {
  const { duration } = bench;
  const sound = [filter('areverse')];
  if (!bench.hasPicture) return wholeFilm(bench, { sound, duration });
  if (duration === undefined)
    throw refusal('The length of the input is not known, so it cannot be played backwards; give duration.');
  const { fps, width, height } = bench.picture;
  const frames = Math.max(1, Math.floor(REVERSE_BYTES / (width * height * BYTES_PER_PIXEL)));
  const picture = [...shown(bench.picture), filter('reverse')];
  const whole = wholeFilm(bench, { picture, size: evenSize(bench.picture), sound, duration });
  if (duration * toNumber(fps) <= frames) return whole;
  return inParts(bench, whole, Math.max(1, Math.round(duration * toNumber(fps))), frames);
}

interface Part {
  from: number;
  count: number;
  file: string;
}

function inParts(bench: Bench, whole: ToolRun, total: number, framesPerPart: number): ToolRun {
  const parts = Array.from({ length: Math.ceil(total / framesPerPart) }, (_, index): Part => ({
    from: index * framesPerPart,
    count: Math.min(framesPerPart, total - index * framesPerPart),
    file: bench.file(`part-${index}.mp4`),
  })).reverse();
  const list = bench.file('parts.txt');
  return {
    ...whole,
    texts: [{ file: list, text: parts.map(({ file }) => `file '${file}'\n`).join('') }],
    passes: [...parts.map((part) => partPass(bench, part)), joinPass(bench, list)],
    expected: { ...whole.expected, tolerance: 2 * toleranceOf(bench.picture.fps) },
  };
}

function partPass(bench: Bench, { from, count, file }: Part): Pass {
  const { fps } = bench.picture;
  const rate = toNumber(fps);
  const text = `${fps.num}/${fps.den}`;
  const graph = new FilterGraph();
  const picture = graph.add(
    ['0:V:0'],
    [
      filter('fps', { fps: text }),
      filter('trim', { end_frame: count }),
      filter('setpts', { expr: 'PTS-STARTPTS' }),
      ...shown(bench.picture),
      filter('reverse'),
    ],
    'v',
  );
  const video = encodePicture(bench.format, { fps, cores: bench.input.cores });
  // A quarter of a frame early: the part begins with its own frame, whatever the clock was rounded to.
  const { before } = partOf(Math.max(0, (from - 0.25) / rate), undefined);
  const args = bench.command(
    bench.from(MAIN_INPUT, before),
    ['-filter_complex', graph.text(), '-map', `[${picture}]`],
    // Without B-frames the parts can be laid end to end as they are.
    [...video.args, '-bf', '0', '-fps_mode', 'cfr', '-r', text],
    bench.into('mp4', file),
  );
  return bench.pass(args, count / rate, fps);
}

/** Joins parts of our own making: the list names no file of anybody else. */
function joinPass(bench: Bench, list: string): Pass {
  const graph = new FilterGraph();
  const sound = bench.hasSound ? graph.add(['1:a:0'], [filter('areverse')], 'a') : undefined;
  const args = bench.command(
    ['-protocol_whitelist', 'file,pipe', '-f', 'concat', '-safe', '0', '-i', `file:${list}`],
    sound === undefined ? [] : [...bench.from(MAIN_INPUT), '-filter_complex', graph.text()],
    ['-map', '0:v:0', '-c:v', 'copy'],
    sound === undefined ? [] : ['-map', `[${sound}]`, ...encodeSound(bench.format).args],
    bench.into(bench.format, bench.outFile),
  );
  return bench.pass(args, bench.duration, bench.picture.fps);
}
