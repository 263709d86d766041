import { ease } from '@farm/shared/motion';
import type { Animation, Easing, TimedLayer } from '@farm/shared/scene';
import type { Gain, GainPoint } from '../plan.types.js';
import { animationOf, numberOf } from './layer-values.js';

/** Straight pieces that stand for one curved keyframe segment. */
const PIECES = 24;

/** Loudness of a layer: its volume, and for audio layers the opacity that "fade in" animations write. */
export function gainCurves(timed: TimedLayer, skipped: number): Gain[] {
  const { layer } = timed;
  const volume = curveOf(timed, 'volume', skipped) ?? Math.max(0, numberOf(layer, 'volume', 1));
  const opacity = layer.kind === 'audio' ? curveOf(timed, 'opacity', skipped) : undefined;
  return [volume, ...(opacity === undefined ? [] : [opacity])].filter((gain) => gain !== 1);
}

function curveOf(timed: TimedLayer, property: string, skipped: number): Gain | undefined {
  const animation = animationOf(timed.layer, property);
  return animation ? pointsOf(animation, timed, skipped) : undefined;
}

/** Keyframes on the layer's own clock (seconds after its start), curved segments cut into straight pieces. */
function pointsOf(animation: Animation, timed: TimedLayer, skipped: number): GainPoint[] {
  const { keyframes } = animation;
  const points: GainPoint[] = [];
  for (const [index, keyframe] of keyframes.entries()) {
    const next = keyframes[index + 1];
    const from = { time: keyframe.time, gain: level(keyframe.value) };
    points.push(from);
    if (!next) continue;
    const to = { time: next.time, gain: level(next.value) };
    points.push(...between(from, to, keyframe.easing ?? 'linear'));
  }
  const clock = points.map(({ time, gain }) => ({ time: timelineTime(time, timed) - skipped, gain }));
  return timed.layer.speed < 0 ? clock.reverse() : clock;
}

function timelineTime(sourceTime: number, timed: TimedLayer): number {
  const { sourceStart, speed } = timed.layer;
  const elapsed = speed < 0 ? sourceStart + timed.sourceDuration - sourceTime : sourceTime - sourceStart;
  return elapsed / Math.abs(speed);
}

function between(from: GainPoint, to: GainPoint, easing: Easing): GainPoint[] {
  if (easing === 'linear' || from.gain === to.gain) return [];
  // A step needs one point at the old level, right where the new one begins.
  if (easing === 'step') return [{ time: to.time, gain: from.gain }];
  return Array.from({ length: PIECES - 1 }, (_, index) => {
    const t = (index + 1) / PIECES;
    return {
      time: from.time + (to.time - from.time) * t,
      gain: from.gain + (to.gain - from.gain) * ease(easing, t),
    };
  });
}

function level(value: Animation['keyframes'][number]['value']): number {
  return typeof value === 'number' ? Math.max(0, value) : 1;
}

/** A fade that ffmpeg's own straight one cannot do (videojson.md 4.1: the pose is 1 − |p|). */
export function fadeCurve(kind: 'in' | 'out', start: number, duration: number, easing: Easing): GainPoint[] {
  return Array.from({ length: PIECES + 1 }, (_, index) => {
    const x = index / PIECES;
    // At its end every fade is done, whatever its curve says.
    const eased = index === PIECES ? 1 : ease(easing, x);
    return { time: start + x * duration, gain: kind === 'in' ? eased : 1 - eased };
  });
}
