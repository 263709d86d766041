import type { TimedLayer, Timeline } from '@farm/shared/scene';
import { frameTime } from '@farm/shared/time';
import type { Warning } from '@farm/shared/wire';
import type { ClipSound, Fade, Gain, GroupSound, SoundPart, SoundPlan } from '../plan.types.js';
import { fadeCurve, gainCurves } from './gain-curves.js';
import { animationOf, numberOf, transitionWindows } from './layer-values.js';
import { SAMPLE_RATE } from './lower-audio.pass.js';

/** Everything that sounds in a timeline; undefined when nothing can. */
export function planSound(timeline: Timeline, warnings: Warning[]): SoundPlan | undefined {
  const duration = frameTime(timeline.frames, timeline.fps);
  const parts = timeline.layers.flatMap((timed) => soundOf(timed, duration, timeline, warnings));
  if (parts.length === 0) return undefined;
  return { samples: Math.round(duration * SAMPLE_RATE), parts, limited: mayClip(parts) };
}

function mayClip(parts: SoundPart[]): boolean {
  if (parts.length > 1) return true;
  return parts.some(
    (part) =>
      part.gains.some((gain) => loudest(gain) > 1) ||
      (part.kind === 'group' ? mayClip(part.parts) : part.pan !== 0 || part.pitch !== 1 || part.speed !== 1),
  );
}

function loudest(gain: Gain): number {
  // Curves have up to hundreds of thousands of points: too many for the arguments of one call.
  return typeof gain === 'number' ? gain : gain.reduce((most, point) => Math.max(most, point.gain), 0);
}

function soundOf(timed: TimedLayer, end: number, timeline: Timeline, warnings: Warning[]): SoundPart[] {
  const { layer } = timed;
  if (layer.properties.mute === true || layer.speed === 0) return [];
  if (layer.kind === 'group') return groupSound(timed, end, timeline, warnings);
  if ((layer.kind !== 'audio' && layer.kind !== 'video') || !timed.media?.audio) return [];
  const base = soundBase(timed, end);
  if (!base) return [];
  if (animationOf(layer, 'pan'))
    warnings.push({
      code: 'pan-not-animated',
      message: `Layer ${layer.number} (${layer.path}) keeps the pan of its first keyframe; animated pan is not mixed yet.`,
      path: layer.path,
    });
  const clip: ClipSound = {
    ...base,
    kind: 'clip',
    source: layer.source,
    channels: timed.media.audio.channels,
    pan: clamp(firstValue(timed, 'pan', 0), -1, 1),
    pitch: clamp(firstValue(timed, 'pitch', 1), 0.05, 8),
  };
  return [clip];
}

function groupSound(timed: TimedLayer, end: number, timeline: Timeline, warnings: Warning[]): GroupSound[] {
  const base = soundBase(timed, end);
  if (!base) return [];
  const inner = timed.layer.sourceStart + timed.sourceDuration;
  const parts = timed.children.flatMap((child) => soundOf(child, inner, timeline, warnings));
  return parts.length === 0 ? [] : [{ ...base, kind: 'group', parts }];
}

function firstValue(timed: TimedLayer, property: string, fallback: number): number {
  const value = animationOf(timed.layer, property)?.keyframes[0]?.value;
  return typeof value === 'number' ? value : numberOf(timed.layer, property, fallback);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Place, span and loudness of a layer's sound inside its container, which ends at `end`. */
function soundBase(
  timed: TimedLayer,
  end: number,
): Omit<ClipSound, 'kind' | 'source' | 'channels' | 'pan' | 'pitch'> | undefined {
  const speed = Math.abs(timed.layer.speed);
  const skipped = Math.max(0, -timed.start);
  const played = timed.length - (timed.hold ?? 0);
  const heard = Math.min(played, end - timed.start) - skipped;
  if (heard <= 0) return undefined;
  const reverse = timed.layer.speed < 0;
  const { sourceStart } = timed.layer;
  const span = timed.loop
    ? { from: sourceStart, loop: { ...timed.loop, skip: skipped * speed } }
    : {
        from: reverse
          ? sourceStart + timed.sourceDuration - (skipped + heard) * speed
          : sourceStart + skipped * speed,
      };
  const { fades, curves } = fadesOf(timed, skipped);
  return {
    path: timed.layer.path,
    delay: Math.round(Math.max(0, timed.start) * SAMPLE_RATE),
    ...span,
    from: Math.max(0, span.from),
    duration: heard * speed,
    speed,
    reverse,
    fades,
    gains: [...gainCurves(timed, skipped), ...curves],
  };
}

/** Straight fades that lie wholly inside are ffmpeg's; others become curves. */
function fadesOf(timed: TimedLayer, skipped: number): { fades: Fade[]; curves: Gain[] } {
  const windows = transitionWindows(timed);
  const fades: Fade[] = [];
  const curves: Gain[] = [];
  for (const [transition, window] of [
    [timed.layer.transitionIn, windows.in],
    [timed.layer.transitionOut, windows.out],
  ] as const) {
    if (transition?.name !== 'fade' || !window) continue;
    const start = window.start - skipped;
    const easing = transition.easing ?? 'linear';
    if (easing === 'linear' && start >= 0) fades.push({ ...window, start });
    else curves.push(fadeCurve(window.kind, start, window.duration, easing));
  }
  return { fades, curves };
}
