import type { Animation, Keyframe, PropertyDefinition, PropertyValue } from '../scene/index.js';
import { interpolate, type UnitSizes } from './interpolate.js';

/** Value of an animated property at a source second: held before the first and after the last keyframe. */
export function sampleKeyframes(
  { keyframes }: Animation,
  time: number,
  definition: PropertyDefinition,
  sizes?: UnitSizes,
): PropertyValue {
  const next = firstAfter(keyframes, time);
  const from = keyframes[Math.max(0, next - 1)] as Keyframe;
  const to = keyframes[next];
  if (next === 0 || !to || to.time <= from.time) return from.value;
  const t = (time - from.time) / (to.time - from.time);
  return interpolate(definition, from.value, to.value, t, from.easing, sizes);
}

/** Index of the first keyframe later than `time`; a binary search, because long scenes hold thousands. */
function firstAfter(keyframes: readonly Keyframe[], time: number): number {
  let low = 0;
  let high = keyframes.length;
  // A hair of tolerance: a keyframe at 0.3 s is reached by frame 9 of 30 fps.
  const at = time + 1e-9;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle] as Keyframe).time <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
