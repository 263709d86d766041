import type { TimedLayer } from '../scene/index.js';
import { frameTime, type Rational } from '../time/index.js';

/**
 * Source second that a layer shows at a frame of its container (videojson.md 2.1). Keyframe times are in this time.
 * Reverse layers (speed < 0) read from the end of their span.
 */
export function sourceTimeAt(timed: TimedLayer, frame: number, fps: Rational): number {
  const elapsed = (frameTime(frame, fps) - timed.start) * Math.abs(timed.layer.speed);
  return timed.layer.speed < 0
    ? timed.layer.sourceStart + timed.sourceDuration - elapsed
    : timed.layer.sourceStart + elapsed;
}

/** Frame on a group's local clock for a frame of the group's container (videojson.md 6.1). */
export function localFrameAt(group: TimedLayer, frame: number, fps: Rational): number {
  return Math.round((sourceTimeAt(group, frame, fps) * fps.num) / fps.den + 1e-9);
}
