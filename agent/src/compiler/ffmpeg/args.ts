import type { Container } from '@farm/shared/scene';
import { frameCount, type Rational } from '@farm/shared/time';
import type { Capabilities } from '@farm/shared/wire';
import { lowerAudio } from '../passes/lower-audio.pass.js';
import { lowerVideo, type VideoBindings } from '../passes/lower-video.pass.js';
import type { EncoderChoice, RenderPlan, SoundPlan } from '../plan.types.js';
import { canvasOf } from './canvas.js';
import { containerArguments, streamArguments, tagArguments } from './container.js';
import { encoderArguments } from './encoders/index.js';
import { filter, FilterGraph } from './filter-graph.js';
import { Inputs } from './inputs.js';
import { soundArguments } from './sound-codec.js';

export interface Command {
  args: string[];
  /** The filter_complex, already among the args. */
  graph: string;
}

export interface CommandFacts {
  bindings: VideoBindings;
  encoder: EncoderChoice;
  cores: number;
  outFile: string;
  /** Ticks a second of the picture's clock; absent: as ffmpeg likes. Pieces of one film share theirs. */
  timescale?: number;
}

/** Ticks a second on which every frame of this rate is exact: 30000 for 30 and for 30000/1001. */
export function exactTimescale({ num }: Rational): number {
  return num < 1000 ? num * 1000 : num;
}

/** Progress goes to stdout, as `key=value` lines, twice a second. */
const GENERAL = ['-hide_banner', '-nostdin', '-nostats', '-y', '-loglevel', 'warning'];
const PROGRESS = ['-progress', 'pipe:1', '-stats_period', '0.5'];

/**
 * The command that renders a plan into its file. The graph ends after the planned frames by itself: `-frames:v` would
 * make ffmpeg 5 drop the end of the sound.
 */
export function encodeCommand(plan: RenderPlan, facts: CommandFacts): Command {
  const { encoder, cores, bindings, outFile } = facts;
  const { output, fps, transparent } = plan;
  const inputs = new Inputs();
  const graph = new FilterGraph();
  const rawBytes = frameCount(plan.range) * plan.width * plan.height * 4;
  const encode = encoderArguments(encoder, { output, fps, cores, transparent, rawBytes });
  const picture = lowerVideo(plan, bindings, inputs, graph);
  const finish = encode.finish === undefined ? undefined : `[${picture}]${encode.finish}[end]`;
  const sound = plan.sound ? lowerAudio(plan.sound, bindings.files, inputs, graph) : undefined;
  const text = [graph.text(), ...(finish ? [finish] : [])].join(';\n');
  const args = [
    ...GENERAL,
    ...PROGRESS,
    ...encode.device,
    ...inputs.args(),
    ...['-filter_complex_threads', String(Math.max(1, cores)), '-filter_complex', text],
    ...['-map', `[${finish ? 'end' : picture}]`],
    ...(sound ? ['-map', `[${sound}]`] : []),
    ...encode.output,
    ...tagArguments(output),
    ...(finish ? [] : ['-pix_fmt', encode.pixels ?? 'yuv420p']),
    ...streamArguments(output, fps),
    ...(facts.timescale === undefined ? [] : ['-video_track_timescale', String(facts.timescale)]),
    ...(sound ? soundArguments(output) : []),
    ...containerArguments(output.container, outFile),
  ];
  return { args, graph: text };
}

/** The command that mixes and encodes the sound of a plan alone. */
export function soundCommand(
  plan: RenderPlan,
  sound: SoundPlan,
  facts: { files: Record<string, string>; outFile: string; container?: Container },
): Command {
  const inputs = new Inputs();
  const graph = new FilterGraph();
  const mixed = lowerAudio(sound, facts.files, inputs, graph);
  const text = graph.text();
  const args = [
    ...GENERAL,
    ...PROGRESS,
    ...inputs.args(),
    ...['-filter_complex', text, '-map', `[${mixed}]`],
    ...soundArguments(plan.output),
    ...containerArguments(facts.container ?? 'mp4', facts.outFile),
  ];
  return { args, graph: text };
}

/**
 * The command that joins pieces by copying their packets. `list` is in the format of ffmpeg's concat demuxer, which
 * adds up lengths in microseconds; the clock is snapped to whole frames again.
 */
export function joinCommand(facts: {
  list: string;
  sound?: string;
  fps: Rational;
  outFile: string;
}): string[] {
  const { list, sound, fps, outFile } = facts;
  const timescale = exactTimescale(fps);
  const ticks = (timescale * fps.den) / fps.num;
  const snapped = `round(%/${ticks})*${ticks}`;
  return [
    ...GENERAL,
    ...PROGRESS,
    ...['-protocol_whitelist', 'file', '-f', 'concat', '-safe', '0', '-i', `file:${list}`],
    ...(sound === undefined ? [] : ['-protocol_whitelist', 'file', '-f', 'mp4', '-i', `file:${sound}`]),
    ...['-map', '0:v:0', ...(sound === undefined ? [] : ['-map', '1:a:0']), '-c', 'copy'],
    ...['-bsf:v', `setts=pts=${snapped.replace('%', 'PTS')}:dts=${snapped.replace('%', 'DTS')}`],
    ...['-video_track_timescale', String(timescale)],
    ...containerArguments('mp4', outFile),
  ];
}

/** The command that writes the first frame of the plan's range as a PNG: the same graph, no encoder. */
export function frameCommand(plan: RenderPlan, facts: Omit<CommandFacts, 'encoder'>): Command {
  const inputs = new Inputs();
  const graph = new FilterGraph();
  const picture = lowerVideo(plan, facts.bindings, inputs, graph);
  const toRgb = filter('scale', {
    flags: 'bicubic+accurate_rnd+full_chroma_int',
    in_color_matrix: 'bt709',
    in_range: 'tv',
  });
  const pixels = filter('format', { pix_fmts: plan.transparent ? 'rgba' : 'rgb24' });
  const rgb = graph.add([picture], [...(canvasOf(plan).rgb ? [] : [toRgb]), pixels], 'rgb');
  const text = graph.text();
  const args = [
    ...GENERAL,
    ...PROGRESS,
    ...inputs.args(),
    ...['-filter_complex', text, '-map', `[${rgb}]`, '-frames:v', '1'],
    ...['-c:v', 'png', '-f', 'image2', '-update', '1', `file:${facts.outFile}`],
  ];
  return { args, graph: text };
}

/** Linux takes at most 128 KiB in one argument; a longer graph goes through a file, by the build's own option. */
export const MAX_ARGUMENT = 100_000;

export function graphThroughFile(args: string[], file: string, ffmpeg: Capabilities['ffmpeg']): string[] {
  const major = Number(/(\d+)\./.exec(ffmpeg.version)?.[1] ?? 0);
  const at = args.indexOf('-filter_complex');
  const option = major >= 7 ? '-/filter_complex' : '-filter_complex_script';
  return [...args.slice(0, at), option, file, ...args.slice(at + 2)];
}
