import { frameRate, toNumber } from '@farm/shared/time';
import { MAIN_INPUT, type Operation, type OutputFormat } from '@farm/shared/tools';
import { decimal, filter, FilterGraph, type Filter } from '../../../compiler/ffmpeg/filter-graph.js';
import type { ToolRun } from '../../tool-run.types.js';
import { seconds, type Bench } from '../bench.js';
import { refusal } from '../refusal.js';
import { boxOf } from '../sizes.js';
import { partOf } from '../whole-film.js';
import { partLength } from './time.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

const USUAL_GIF_WIDTH = 480;

/** Two passes: the palette first, because one pass would hold every picture until the palette is known. */
export function gif(bench: Bench, { fps, width, start, end, loop }: Of<'gif'>): ToolRun {
  bench.needs('palettegen', 'paletteuse');
  const from = bench.picture;
  const duration = partLength(bench, start, end);
  const size = boxOf(from, width ?? Math.min(USUAL_GIF_WIDTH, from.width), null);
  const part = partOf(start, duration);
  const small: Filter[] = [
    filter('fps', { fps: decimal(fps, 3) }),
    filter('scale', { w: size.width, h: size.height, flags: 'lanczos' }),
    filter('setsar', { sar: 1 }),
  ];
  const palette = bench.file('palette.png');
  const rate = frameRate(fps);
  return {
    texts: [],
    passes: [
      bench.pass(paletteArgs(bench, part, small, palette), duration, rate),
      bench.pass(gifArgs(bench, part, small, palette, loop), duration, rate),
    ],
    encoder: 'gif',
    warnings: [],
    expected: {
      file: bench.outFile,
      format: 'gif',
      picture: { ...size, codec: 'gif', fps: rate },
      sound: false,
      ...(duration === undefined ? {} : { duration }),
      // GIF counts hundredths of a second, and each picture rounds to them.
      tolerance: Math.max(0.15, 2 / toNumber(rate)) + 0.02 * (duration ?? 0),
    },
  };
}

type Part = ReturnType<typeof partOf>;

/** The null output counts pictures while the palette is not ready: progress for whoever watches. */
function paletteArgs(bench: Bench, part: Part, small: Filter[], palette: string): string[] {
  const graph = new FilterGraph();
  const samples = graph.add(['0:V:0'], [...small, filter('split', {})], 'v');
  const text = graph.text().replace(`[${samples}]`, '[watched][sampled]');
  return bench.command(
    bench.from(MAIN_INPUT, part.before),
    ['-filter_complex', `${text};\n[sampled]palettegen=stats_mode=diff[palette]`],
    ['-map', '[watched]', ...part.after, '-f', 'null', '-'],
    ['-map', '[palette]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', `file:${palette}`],
  );
}

function gifArgs(bench: Bench, part: Part, small: Filter[], palette: string, loop: boolean): string[] {
  const graph = new FilterGraph();
  const picture = graph.add(['0:V:0'], small, 'v');
  const output = graph.add(
    [picture, '1:v:0'],
    [filter('paletteuse', { dither: 'bayer', bayer_scale: 4, diff_mode: 'rectangle' })],
    'g',
  );
  return bench.command(
    bench.from(MAIN_INPUT, part.before),
    ['-protocol_whitelist', 'file,pipe', '-i', `file:${palette}`],
    ['-filter_complex', graph.text(), '-map', `[${output}]`],
    [...part.after, '-c:v', 'gif', '-loop', loop ? '0' : '-1'],
    bench.into('gif', bench.outFile),
  );
}

/** A film's first pictures are often still fading in. */
const USUAL_MOMENT = 0.25;

const CODECS: Partial<Record<OutputFormat, { codec: string; args: string[] }>> = {
  jpg: { codec: 'mjpeg', args: ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p'] },
  png: { codec: 'png', args: ['-c:v', 'png', '-pix_fmt', 'rgb24'] },
  webp: { codec: 'webp', args: ['-c:v', 'libwebp', '-quality', '85', '-pix_fmt', 'yuv420p'] },
};

export function thumbnail(bench: Bench, { time, width, height }: Of<'thumbnail'>): ToolRun {
  const { picture } = bench.main;
  if (!picture) throw refusal('The input has no picture; use a video file.');
  const size = boxOf(picture, width, height);
  const { codec, args } = CODECS[bench.format] ?? { codec: 'png', args: ['-c:v', 'png'] };
  const graph = new FilterGraph();
  const full: Record<string, string> = bench.format === 'jpg' ? { out_range: 'pc' } : {};
  const chain = [
    filter('scale', { w: size.width, h: size.height, flags: 'bicubic', ...full }),
    filter('setsar', { sar: 1 }),
  ];
  const shot = graph.add(['0:V:0'], chain, 'v');
  const at = picture.still ? 0 : momentOf(bench, time);
  const command = bench.command(
    bench.from(MAIN_INPUT, at > 0 ? ['-ss', seconds(at)] : []),
    ['-filter_complex', graph.text(), '-map', `[${shot}]`, '-frames:v', '1'],
    args,
    bench.into(bench.format, bench.outFile),
  );
  return {
    texts: [],
    passes: [{ args: command, counts: 'frames', ticks: 1 }],
    encoder: codec,
    warnings: [],
    expected: {
      file: bench.outFile,
      format: bench.format,
      picture: { ...size, codec, fps: { num: 1, den: 1 } },
      sound: false,
      tolerance: 0,
    },
  };
}

/** The moment of the frame that is shown at `time`; at most the last frame. */
function momentOf(bench: Bench, time: number | null): number {
  const { duration } = bench;
  const frame = 1 / toNumber(bench.picture.fps);
  if (duration === undefined) return time ?? 0;
  if (time !== null && time > duration)
    throw refusal(
      `config.time is ${time} s, but the input lasts only ${decimal(duration, 2)} s; use an earlier time.`,
    );
  const wanted = Math.min(time ?? duration * USUAL_MOMENT, Math.max(0, duration - frame));
  // The frame that is on the screen then began up to one frame earlier.
  return Math.max(0, Math.floor(wanted / frame + 1e-6) * frame - SLACK);
}
/** Clocks that count milliseconds may put a frame this much too early. */
const SLACK = 0.001;
