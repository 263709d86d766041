import type { Animation, TimedLayer } from '@farm/shared/scene';
import type { Fade } from '../plan.types.js';

/**
 * Opacity keyframes that are nothing but straight fades (0 to 1 at the start, 1 to 0 at the end) as fades in seconds
 * after the layer's start; undefined for every other curve, which is the painter's.
 */
export function linearOpacity(animation: Animation, timed: TimedLayer): Fade[] | undefined {
  const { speed, sourceStart } = timed.layer;
  if (speed <= 0) return undefined;
  const frames = animation.keyframes.map(({ time, value, easing }) => ({
    time: (time - sourceStart) / speed,
    value,
    easing: easing ?? 'linear',
  }));
  const fades: Fade[] = [];
  for (const [index, frame] of frames.entries()) {
    const next = frames[index + 1];
    if (frame.value !== 0 && frame.value !== 1) return undefined;
    if (!next || next.value === frame.value) continue;
    if (frame.easing !== 'linear' || next.time <= frame.time) return undefined;
    fades.push({
      kind: frame.value === 0 ? 'in' : 'out',
      start: frame.time,
      duration: next.time - frame.time,
    });
  }
  const known = fades.map((fade) => fade.kind).join(' ');
  if (['in', 'out', 'in out'].includes(known)) return fades;
  return fades.length === 0 && frames[0]?.value === 1 ? [] : undefined;
}
