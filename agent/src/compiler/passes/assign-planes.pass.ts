import { EFFECTS, type Layer, type TimedLayer, type Timeline } from '@farm/shared/scene';
import { frameTime, intersect, type FrameRange, type Rational } from '@farm/shared/time';
import type { Fade, LayerChoice, NativePlanePlan, PaintedPlanePlan, PlanePlan } from '../plan.types.js';
import { clipTimings } from './clip-timings.js';
import { animationOf } from './layer-values.js';
import { nativeWay } from './native-or-painted.js';

/** Every painted plane costs ffmpeg one overlay; more than these share. */
const MAX_PAINTED_PLANES = 8;
/** Every pass of a loop is a decoder of its own, which keeps some pictures in memory from the first frame on. */
const MAX_NATIVE_PASSES = 8;

interface Assignment {
  planes: PlanePlan[];
  choices: LayerChoice[];
}

/** Gives each layer to ffmpeg or to the painter, never changing their order, and joins painted neighbours. */
export function assignPlanes(
  layers: TimedLayer[],
  timeline: Timeline,
  range: FrameRange,
  /** Absent: nothing lies under the layers. */
  background: string | undefined,
): Assignment {
  const last = layers.map((timed) => blends(timed.layer)).lastIndexOf(true);
  const pulled = layers.slice(0, last + 1);
  const choices = pulled.map((timed, index) => choice(timed, 'painted', pulledReason(timed, index === last)));
  const planes: PlanePlan[] =
    pulled.length > 0
      ? [{ kind: 'painted', layers: pulled, frames: range, ...(background ? { background } : {}) }]
      : [];
  for (const [index, timed] of layers.entries()) {
    if (index <= last) continue;
    const frames = intersect(range, { from: timed.startFrame, to: timed.endFrame });
    if (!frames) continue;
    const isJoined = timed.join !== undefined || layers[index + 1]?.join !== undefined;
    const plane = isJoined ? 'join' : nativePlane(timed, frames, timeline);
    const native = typeof plane !== 'string';
    choices.push(choice(timed, native ? 'native' : 'painted', native ? 'ffmpeg places it exactly' : plane));
    if (native) planes.push(plane);
    else addPainted(planes, timed, frames);
  }
  return { planes, choices };
}

function pulledReason(timed: TimedLayer, isLast: boolean): string {
  return isLast || blends(timed.layer) ? 'blendMode' : 'lies under a layer with a blendMode';
}

function choice(timed: TimedLayer, plane: 'native' | 'painted', why: string): LayerChoice {
  const { number, path, kind } = timed.layer;
  return { number, path, kind, plane, reason: `${plane}: ${why}` };
}

function blends(layer: Layer): boolean {
  const mode = layer.properties.blendMode;
  return (mode !== undefined && mode !== 'normal') || animationOf(layer, 'blendMode') !== undefined;
}

function addPainted(planes: PlanePlan[], timed: TimedLayer, frames: FrameRange): void {
  const top = planes.at(-1);
  const painted = planes.filter((plane) => plane.kind === 'painted').length;
  if (
    top?.kind === 'painted' &&
    (timed.join !== undefined || painted >= MAX_PAINTED_PLANES || canShare(top, timed))
  ) {
    top.layers.push(timed);
    top.frames = { from: Math.min(top.frames.from, frames.from), to: Math.max(top.frames.to, frames.to) };
    return;
  }
  planes.push({ kind: 'painted', layers: [timed], frames });
}

/**
 * A plane is sent whole whenever anything in it changes, and its region holds everything it ever shows: a layer that
 * moves has a plane of its own, which costs nothing before its first frame and after its last. Still ones share.
 */
function canShare(plane: PaintedPlanePlan, timed: TimedLayer): boolean {
  return plane.background === undefined && [...plane.layers, timed].every((layer) => holdsStill(layer));
}

function holdsStill(timed: TimedLayer): boolean {
  const { layer } = timed;
  if (layer.kind === 'video' || layer.kind === 'captions' || timed.join) return false;
  if (layer.animations.length > 0 || layer.transitionIn || layer.transitionOut) return false;
  if (layer.effects.some(({ enabled, name }) => enabled && EFFECTS.get(name)?.usesTime)) return false;
  return timed.children.every(holdsStill);
}

/** The plane of a layer that ffmpeg draws; or, as a word, what needs the painter. */
function nativePlane(timed: TimedLayer, frames: FrameRange, timeline: Timeline): NativePlanePlan | string {
  const way = nativeWay(timed, timeline);
  if (typeof way === 'string') return way;
  const { fps } = timeline;
  const shift = frameTime(frames.from, fps) - timed.start;
  const { layer } = timed;
  const clips = layer.kind === 'video' ? clipTimings(timed, frames, fps) : undefined;
  if (clips && clips.length > MAX_NATIVE_PASSES) return `loop of ${clips.length} passes`;
  return {
    kind: 'native',
    path: layer.path,
    source: 'source' in layer ? layer.source : '',
    frames,
    ...(clips ? { clips } : {}),
    picture: way.picture,
    opacity: way.opacity,
    fades: way.fades
      .map((fade) => ({ ...fade, start: fade.start - shift }))
      .filter((fade) => matters(fade, frames, fps)),
  };
}

/** Fades that are over before the first frame, or begin after the last, are left out. */
function matters(fade: Fade, frames: FrameRange, fps: Rational): boolean {
  if (fade.kind === 'in') return fade.start + fade.duration > 0;
  return fade.start < frameTime(frames.to - frames.from, fps);
}
