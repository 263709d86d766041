import type { MediaFacts } from '@farm/shared/scene';
import type { Rational } from '@farm/shared/time';
import { colours } from '../passes/native-placement.js';
import type { ClipTiming, PictureStages } from '../plan.types.js';
import { clipInputOptions, sampleFilters, thinsOut } from './clip-chain.js';
import { filter, FilterGraph } from './filter-graph.js';
import { Inputs } from './inputs.js';
import { cutFilters } from './stage-filters.js';

export interface DecodeFacts {
  clip: ClipTiming;
  fps: Rational;
  path: string;
  width: number;
  height: number;
  video?: NonNullable<MediaFacts['video']>;
  stages?: PictureStages;
}

/** The command that writes a clip's samples as raw straight RGBA pictures to stdout. */
export function decodeCommand(facts: DecodeFacts): string[] {
  const { clip, fps, path, width, height, video, stages = {} } = facts;
  const inputs = new Inputs();
  const graph = new FilterGraph();
  const input = inputs.file(path, [...alphaDecoder(video), ...clipInputOptions(clip)]);
  const matrix = video ? colours(video).matrix : undefined;
  const size = filter('scale', {
    w: width,
    h: height,
    flags: 'bicubic+accurate_rnd+full_chroma_int',
    ...(matrix ? { in_color_matrix: matrix } : {}),
  });
  const cut = cutFilters(stages.cut);
  const picture = [...cut, size, filter('format', { pix_fmts: 'rgba' })];
  const samples = sampleFilters(clip, fps);
  const chain = thinsOut(clip, fps) ? [...samples, ...picture] : [...picture, ...samples];
  const output = graph.add([`${input}:v:0`], chain, 'rgba');
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...inputs.args(),
    ...['-filter_complex', graph.text(), '-map', `[${output}]`, '-fps_mode', 'passthrough'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'],
  ];
}

/** The command that writes the first picture of a file as a PNG; for stills that the painter cannot read itself. */
export function stillCommand(path: string, outFile: string): string[] {
  const inputs = new Inputs();
  inputs.file(path);
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y'],
    ...inputs.args(),
    ...['-map', '0:v:0', '-frames:v', '1', '-pix_fmt', 'rgba', '-c:v', 'png', '-f', 'image2', '-update', '1'],
    `file:${outFile}`,
  ];
}

/** The command that writes a file's first picture, tiny, or its first sound to stdout; nothing when there is none. */
export function firstSampleCommand(path: string, part: 'picture' | 'sound'): string[] {
  const inputs = new Inputs();
  inputs.file(path);
  const first =
    part === 'picture'
      ? ['-map', '0:v:0', '-frames:v', '1', '-vf', 'scale=2:2', '-pix_fmt', 'gray', '-f', 'rawvideo']
      : ['-map', '0:a:0', '-t', '0.1', '-f', 's16le'];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...inputs.args(),
    ...first,
    'pipe:1',
  ];
}

/** ffmpeg's own VP8 and VP9 decoders lose the alpha that WebM carries beside the picture. */
function alphaDecoder(video: DecodeFacts['video']): string[] {
  if (!video?.hasAlpha) return [];
  if (video.codec === 'vp9') return ['-c:v', 'libvpx-vp9'];
  if (video.codec === 'vp8') return ['-c:v', 'libvpx'];
  return [];
}
