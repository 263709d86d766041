import type { Rect } from '@farm/shared/geometry';
import { frameCount, type FrameRange } from '@farm/shared/time';
import { decimal, filter, type Filter, type FilterGraph } from '../ffmpeg/filter-graph.js';
import { canvasOf } from '../ffmpeg/canvas.js';
import { clipInputOptions, pictureFilters, sampleFilters, thinsOut } from '../ffmpeg/clip-chain.js';
import type { Inputs } from '../ffmpeg/inputs.js';
import type { ClipTiming, Fade, NativePlanePlan, RenderPlan } from '../plan.types.js';

/** What only the painter knows of a painted plane; absent when it never shows anything. */
export interface PaintedPlaneFacts {
  /** Even corner and size. */
  region: Rect;
  /** From the first scene frame on which something is drawn to the last. */
  shown: FrameRange;
  /** The pipe that carries it. */
  fd: number;
}

export interface VideoBindings {
  files: Record<string, string>;
  /** By index in `plan.planes`; undefined for native planes and for painted ones that stay empty. */
  painted: (PaintedPlaneFacts | undefined)[];
}

/** Seconds that native clocks are ahead while they fade: a fade may not begin before 0. */
const FADE_LEAD = 3600;

/** Planes, bottom to top, as one chain of overlays; returns the label of the finished picture, in pixels of the plan's canvas. */
export function lowerVideo(
  plan: RenderPlan,
  bindings: VideoBindings,
  inputs: Inputs,
  graph: FilterGraph,
): string {
  const canvas = canvasOf(plan);
  const first = plan.planes.findIndex((plane, index) => plane.kind === 'native' || bindings.painted[index]);
  const base = canvas.rgb || plan.transparent ? undefined : baseOf(plan, bindings, inputs, graph, first);
  let picture = base ?? graph.add([], backgroundFilters(plan, frameCount(plan.range), canvas.finished), 'bg');
  for (const [index, plane] of plan.planes.entries()) {
    if (base !== undefined && index === first) continue;
    if (plane.kind === 'native') {
      const placed = nativePicture(plan, plane, { bindings, inputs, graph }, false);
      picture = graph.add([picture, placed], [nativeOverlay(plan, plane)], 'mix');
      continue;
    }
    const facts = bindings.painted[index];
    if (!facts) continue;
    const filters = [...lateStart(plan, facts), ...paintedFilters(canvas.alpha)];
    const painted = graph.add([`${inputs.pipe(facts.fd)}:v:0`], filters, 'ink');
    picture = graph.add([picture, painted], [paintedOverlay(plan, facts)], 'mix');
  }
  return graph.add([picture], canvas.rgb ? [formatted(canvas.finished)] : [tagged()], 'pic');
}

/** A bottom plane that covers everything needs no background under it. */
function baseOf(
  plan: RenderPlan,
  bindings: VideoBindings,
  inputs: Inputs,
  graph: FilterGraph,
  first: number,
): string | undefined {
  const plane = plan.planes[first];
  if (plane?.kind === 'native' && covers(plan, plane)) {
    const picture = nativePicture(plan, plane, { bindings, inputs, graph }, true);
    return isBlack(plan.background)
      ? picture
      : plane.fades.reduce((under, fade) => veil(plan, fade, under, graph), picture);
  }
  const facts = bindings.painted[first];
  if (plane?.kind !== 'painted' || plane.background === undefined || !facts) return undefined;
  if (facts.region.width !== plan.width || facts.region.height !== plan.height) return undefined;
  const filters = [...paintedFilters('yuv420p'), ...repeatFilters(plan)];
  return graph.add([`${inputs.pipe(facts.fd)}:v:0`], filters, 'base');
}

function covers(plan: RenderPlan, plane: NativePlanePlan): boolean {
  const { crop } = plane.picture;
  const whole = crop.width === plan.width && crop.height === plan.height;
  const always = plane.frames.from <= plan.range.from && plane.frames.to >= plan.range.to;
  return whole && always && plane.opacity === 1;
}

/**
 * ffmpeg fades a picture without alpha to black only. To fade it over another background, the background is laid over
 * the picture instead, as opaque as the picture is not, and only as long as that is the case.
 */
function veil(plan: RenderPlan, fade: Fade, picture: string, graph: FilterGraph): string {
  const frames = frameCount(plan.range);
  const at = (seconds: number): number =>
    Math.min(frames, Math.max(0, (seconds * plan.fps.num) / plan.fps.den));
  const from = fade.kind === 'in' ? 0 : Math.floor(at(fade.start));
  const to = fade.kind === 'in' ? Math.ceil(at(fade.start + fade.duration)) : frames;
  if (to <= from) return picture;
  const cover = graph.add(
    [],
    [
      ...backgroundFilters(plan, to - from, 'yuva420p'),
      filter('setpts', {
        expr: `N/FR/TB+(${FADE_LEAD}+${decimal((from * plan.fps.den) / plan.fps.num, 9)})/TB`,
      }),
      fadeFilter({ ...fade, kind: fade.kind === 'in' ? 'out' : 'in' }, true),
      filter('setpts', { expr: `(N+${from})/FR/TB` }),
    ],
    'veil',
  );
  return graph.add([picture, cover], [filter('overlay', { eof_action: 'pass', format: 'yuv420' })], 'mix');
}

function fadeFilter(fade: Fade, alpha: boolean): Filter {
  return filter('fade', {
    type: fade.kind,
    start_time: decimal(FADE_LEAD + fade.start),
    duration: decimal(fade.duration),
    ...(alpha ? { alpha: 1 } : {}),
  });
}

function isBlack(colour: string): boolean {
  return /^#(000|000000|000000ff|000f)$/i.test(colour) || colour === 'black';
}

interface Lowering {
  bindings: VideoBindings;
  inputs: Inputs;
  graph: FilterGraph;
}

/** A native plane as a label: decoded, placed, as opaque as it is, on its own frames. */
function nativePicture(
  plan: RenderPlan,
  plane: NativePlanePlan,
  { bindings, inputs, graph }: Lowering,
  isBase: boolean,
): string {
  const canvas = canvasOf(plan);
  const opaque = isBase || (plane.opacity === 1 && plane.fades.length === 0);
  const picture = pictureFilters(plane.picture, opaque ? canvas.opaque : canvas.alpha);
  const finish = [
    ...(plane.opacity === 1
      ? []
      : [filter(canvas.rgb ? 'lutrgb' : 'lutyuv', { a: `val*${decimal(plane.opacity)}` })]),
    ...fadeFilters(plan, plane, isBase),
    filter('setpts', { expr: `(N+${plane.frames.from - plan.range.from})/FR/TB` }),
  ];
  const name = isBase ? 'base' : 'nat';
  const path = bindings.files[plane.source] ?? '';
  const open = (clip?: ClipTiming): string => `${inputs.file(path, clip ? clipInputOptions(clip) : [])}:v:0`;
  const [clip, ...further] = plane.clips ?? [];
  if (!clip)
    return graph.add([open()], [...picture, ...holdFilters(plan, frameCount(plane.frames)), ...finish], name);
  if (further.length === 0)
    return graph.add([open(clip)], [...clipFilters(plan, clip, picture), ...finish], name);
  const passes = [clip, ...further].map((one) =>
    graph.add([open(one)], clipFilters(plan, one, picture), 'pass'),
  );
  return graph.add(passes, [...joinedFilters(plan, passes.length), ...finish], name);
}

function clipFilters({ fps }: RenderPlan, clip: ClipTiming, picture: Filter[]): Filter[] {
  const samples = sampleFilters(clip, fps);
  return thinsOut(clip, fps) ? [...samples, ...picture] : [...picture, ...samples];
}

/** Passes of a loop after each other, on one clock. */
function joinedFilters({ fps: { num, den } }: RenderPlan, count: number): Filter[] {
  return [
    filter('concat', { n: count, v: 1, a: 0 }),
    filter('settb', { expr: `${den}/${num}` }),
    filter('setpts', { expr: 'N' }),
    filter('fps', { fps: `${num}/${den}` }),
  ];
}

/** One picture, `count` times, decoded and converted once. */
function holdFilters(plan: RenderPlan, count: number): Filter[] {
  const { num, den } = plan.fps;
  return [
    filter('loop', { loop: -1, size: 1, start: 0 }),
    filter('settb', { expr: `${den}/${num}` }),
    filter('setpts', { expr: 'N' }),
    filter('fps', { fps: `${num}/${den}` }),
    filter('trim', { end_frame: count }),
  ];
}

function fadeFilters(plan: RenderPlan, plane: NativePlanePlan, isBase: boolean): Filter[] {
  if (plane.fades.length === 0 || (isBase && !isBlack(plan.background))) return [];
  return [
    filter('setpts', { expr: `PTS+${FADE_LEAD}/TB` }),
    ...plane.fades.map((fade) => fadeFilter(fade, !isBase)),
  ];
}

function nativeOverlay(plan: RenderPlan, plane: NativePlanePlan): Filter {
  return filter('overlay', {
    x: plane.picture.x,
    y: plane.picture.y,
    eof_action: 'pass',
    format: canvasOf(plan).overlay,
  });
}

/** Straight RGBA as it is, or to bt709; `area` averages exactly the two-by-two pixels that share a chroma sample. */
function paintedFilters(format: string): Filter[] {
  if (isRgb(format)) return [formatted(format)];
  return [
    filter('scale', {
      flags: 'area+accurate_rnd+full_chroma_inp',
      out_color_matrix: 'bt709',
      out_range: 'tv',
    }),
    formatted(format),
  ];
}

const isRgb = (format: string): boolean => format.startsWith('gbr');
const formatted = (format: string): Filter => filter('format', { pix_fmts: format });

/** An opaque painted plane at the bottom: its pictures repeated up to the next one. */
function repeatFilters(plan: RenderPlan): Filter[] {
  return [
    filter('tpad', { stop: -1, stop_mode: 'clone' }),
    filter('fps', { fps: `${plan.fps.num}/${plan.fps.den}`, start_time: 0, round: 'near' }),
    filter('trim', { end_frame: frameCount(plan.range) }),
  ];
}

/**
 * Such a stream begins with an empty picture, because ffmpeg moves a stream's first picture to the beginning. Without
 * it in the graph, nothing is overlaid before the first real one.
 */
function lateStart(plan: RenderPlan, facts: PaintedPlaneFacts): Filter[] {
  return facts.shown.from > plan.range.from ? [filter('trim', { start_frame: 1 })] : [];
}

function paintedOverlay(plan: RenderPlan, facts: PaintedPlaneFacts): Filter {
  return filter('overlay', {
    x: facts.region.x,
    y: facts.region.y,
    // `enable` would be shorter, but up to ffmpeg 5 it is asked for the frames of either input, in any order.
    eof_action: facts.shown.to < plan.range.to ? 'pass' : 'repeat',
    format: canvasOf(plan).overlay,
  });
}

/** One picture of the background colour, converted once and repeated. */
function backgroundFilters(plan: RenderPlan, count: number, format: string): Filter[] {
  const { num, den } = plan.fps;
  return [
    filter('color', { c: plan.background, s: `${plan.width}x${plan.height}`, r: `${num}/${den}` }),
    filter('trim', { end_frame: 1 }),
    formatted(plan.transparent ? 'gbrap' : 'gbrp'),
    ...(isRgb(format)
      ? []
      : [
          filter('scale', { flags: 'accurate_rnd', out_color_matrix: 'bt709', out_range: 'tv' }),
          formatted(format),
        ]),
    ...holdFilters(plan, count),
  ];
}

function tagged(): Filter {
  const tags = { range: 'tv', color_primaries: 'bt709', color_trc: 'bt709', colorspace: 'bt709' };
  return filter('setparams', tags);
}
