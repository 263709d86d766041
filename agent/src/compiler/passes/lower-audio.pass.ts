import type { Filter, FilterGraph } from '../ffmpeg/filter-graph.js';
import { decimal, filter } from '../ffmpeg/filter-graph.js';
import { gainFilters } from '../ffmpeg/gain-expression.js';
import type { Inputs } from '../ffmpeg/inputs.js';
import type { ClipSound, Fade, GroupSound, SoundLoop, SoundPart, SoundPlan } from '../plan.types.js';

export const SAMPLE_RATE = 48_000;
/** Sources are jumped into only this far before their first sample, and cut exactly afterwards. */
const SEEK_AHEAD = 5;
const SEEK_FROM = 30;

/** The mix of a scene as one label: 48 kHz stereo, exactly `sound.samples` long. */
export function lowerAudio(
  sound: SoundPlan,
  files: Record<string, string>,
  inputs: Inputs,
  graph: FilterGraph,
): string {
  const mixed = mix(sound.parts, files, inputs, graph);
  const limiter = sound.limited
    ? [filter('alimiter', { limit: 1, level: 0, attack: 5, release: 50, latency: 1 })]
    : [];
  return graph.add([mixed], [...limiter, ...exactly(sound.samples), stereo()], 'snd');
}

function mix(parts: SoundPart[], files: Record<string, string>, inputs: Inputs, graph: FilterGraph): string {
  const labels = parts.map((part) =>
    part.kind === 'clip' ? lowerClip(part, files, inputs, graph) : lowerGroup(part, files, inputs, graph),
  );
  const only = labels[0];
  if (only !== undefined && labels.length === 1) return only;
  return graph.add(
    labels,
    [filter('amix', { inputs: labels.length, duration: 'longest', normalize: 0 })],
    'amix',
  );
}

function lowerClip(
  part: ClipSound,
  files: Record<string, string>,
  inputs: Inputs,
  graph: FilterGraph,
): string {
  const seek = part.from > SEEK_FROM ? Math.floor(part.from - SEEK_AHEAD) : 0;
  const options = ['-vn', ...(seek > 0 ? ['-ss', String(seek)] : [])];
  const input = inputs.file(files[part.source] ?? '', options);
  const filters = [
    // Silence before a late first sample and in gaps, so that sample numbers are times.
    filter('aresample', { osr: SAMPLE_RATE, async: 1, first_pts: 0 }),
    ...placeInStereo(part),
    ...cut(part, part.from - seek),
    ...playback(part),
  ];
  return graph.add([`${input}:a:0`], filters, 'clip');
}

function lowerGroup(
  part: GroupSound,
  files: Record<string, string>,
  inputs: Inputs,
  graph: FilterGraph,
): string {
  const inner = mix(part.parts, files, inputs, graph);
  return graph.add([inner], [...cut(part, part.from), ...playback(part)], 'group');
}

function samples(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE);
}

/** The part of the source that sounds; where the source is shorter, silence. */
function cut(part: SoundPart, from: number): Filter[] {
  const length = samples(part.loop?.pass ?? part.duration);
  const start = samples(from);
  return [
    filter('apad', { whole_len: start + length }),
    filter('atrim', { start_pts: start, end_pts: start + length }),
    filter('asetpts', { expr: 'N/SR/TB' }),
  ];
}

/** Everything after the cut: direction, speed, loudness, place in time. */
function playback(part: SoundPart): Filter[] {
  return [
    ...(part.reverse ? [filter('areverse')] : []),
    ...(part.loop ? loopFilters(part.loop, part.duration) : []),
    ...(part.kind === 'clip' ? pitchFilters(part.pitch) : []),
    ...speedFilters(part.speed),
    ...part.gains.flatMap(gainFilters),
    ...part.fades.map(fadeFilter),
    ...delayFilters(part.delay),
  ];
}

/** One pass again and again, from memory (0.4 MB a second); silence when all have played. */
function loopFilters({ pass, plays, skip }: SoundLoop, duration: number): Filter[] {
  const [start, length] = [samples(skip), samples(duration)];
  return [
    filter('aloop', { loop: plays === null ? -1 : plays - 1, size: samples(pass) }),
    filter('asetpts', { expr: 'N/SR/TB' }),
    filter('apad', { whole_len: start + length }),
    filter('atrim', { start_pts: start, end_pts: start + length }),
    filter('asetpts', { expr: 'N/SR/TB' }),
  ];
}

/** From ffmpeg 7 on adelay does not date its silence; samples are times here, so counting them does. */
function delayFilters(delay: number): Filter[] {
  if (delay === 0) return [];
  return [filter('adelay', { delays: `${delay}S`, all: 1 }), filter('asetpts', { expr: 'N/SR/TB' })];
}

/** Varispeed: pitch follows speed. */
function speedFilters(speed: number): Filter[] {
  if (speed === 1) return [];
  return [
    filter('asetrate', { r: Math.max(1, Math.round(SAMPLE_RATE * speed)) }),
    filter('aresample', { osr: SAMPLE_RATE }),
  ];
}

/** Higher or lower at the same length: played faster, then stretched back in steps that atempo can do. */
function pitchFilters(pitch: number): Filter[] {
  if (pitch === 1) return [];
  const tempos: Filter[] = [];
  let left = 1 / pitch;
  while (left < 0.5 || left > 2) {
    const step = left < 1 ? 0.5 : 2;
    tempos.push(filter('atempo', { tempo: step }));
    left /= step;
  }
  return [...speedFilters(pitch), ...tempos, filter('atempo', { tempo: decimal(left) })];
}

function fadeFilter(fade: Fade): Filter {
  return filter('afade', {
    type: fade.kind,
    start_time: decimal(Math.max(0, fade.start)),
    duration: decimal(fade.duration),
    curve: 'tri',
  });
}

/**
 * Stereo at unit gain. A mono source is as loud on both sides as it is in the file when centred, and keeps its power
 * when panned; a stereo source is panned as Web Audio does.
 */
function placeInStereo(part: ClipSound): Filter[] {
  const { pan } = part;
  const format = filter('aformat', {
    sample_fmts: 'fltp',
    channel_layouts: part.channels === 1 ? 'mono' : 'stereo',
  });
  if (part.channels === 1) {
    const angle = ((pan + 1) / 2) * (Math.PI / 2);
    const [left, right] = [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
    return [format, panFilter(`${decimal(left)}*c0`, `${decimal(right)}*c0`)];
  }
  if (pan === 0) return [format];
  const angle = (pan < 0 ? pan + 1 : pan) * (Math.PI / 2);
  const [stays, moves] = [decimal(Math.sin(angle)), decimal(Math.cos(angle))];
  return pan < 0
    ? [format, panFilter(`c0+${moves}*c1`, `${stays}*c1`)]
    : [format, panFilter(`${moves}*c0`, `c1+${stays}*c0`)];
}

function panFilter(left: string, right: string): Filter {
  return filter('pan', { args: `stereo|c0=${left}|c1=${right}` });
}

function exactly(count: number): Filter[] {
  return [filter('apad', { whole_len: count }), filter('atrim', { end_sample: count })];
}

function stereo(): Filter {
  return filter('aformat', { sample_fmts: 'fltp', sample_rates: SAMPLE_RATE, channel_layouts: 'stereo' });
}
