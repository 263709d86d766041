import type { TimedLayer } from '../scene/index.js';
import { frameTime, type Rational } from '../time/index.js';

/** The frame whose state a layer shows: past the end of what plays, the last one that did. */
export function heldFrame({ startFrame, heldFrom }: TimedLayer, frame: number): number {
  if (heldFrom === undefined || frame < heldFrom) return frame;
  return Math.max(startFrame, heldFrom - 1);
}

/** Source seconds that have played at a frame, passes of a loop added up. */
function playedAt(timed: TimedLayer, frame: number, fps: Rational): number {
  return (frameTime(heldFrame(timed, frame), fps) - timed.start) * Math.abs(timed.layer.speed);
}

/**
 * Source second that a layer shows at a frame of its container (videojson.md 2.1). Keyframe times are in this time.
 * Reverse layers (speed < 0) read from the end of their span.
 */
export function sourceTimeAt(timed: TimedLayer, frame: number, fps: Rational): number {
  const elapsed = playedAt(timed, frame, fps);
  return timed.layer.speed < 0
    ? timed.layer.sourceStart + timed.sourceDuration - elapsed
    : timed.layer.sourceStart + elapsed;
}

export interface MediaMoment {
  /** Second of the media. */
  time: number;
  /** Passes of a loop that are over; 0 for media that are played once. */
  pass: number;
  /** Everything has played; the last picture stays. */
  held: boolean;
}

/** Seconds by which sums of decimals may fall short of the end of a pass. */
const SLACK = 1e-6;

/** What a layer shows of its media at a frame: source time, except that loops begin again. */
export function mediaMomentAt(timed: TimedLayer, frame: number, fps: Rational): MediaMoment {
  const over = timed.heldFrom !== undefined && frame >= timed.heldFrom;
  const { loop, layer } = timed;
  if (!loop) return { time: sourceTimeAt(timed, frame, fps), pass: 0, held: over };
  const played = playedAt(timed, frame, fps);
  const passes = Math.max(0, Math.floor((played + SLACK) / loop.pass));
  const done = loop.plays !== null && passes >= loop.plays;
  const pass = done ? (loop.plays ?? 1) - 1 : passes;
  const step = frameTime(1, fps) * Math.abs(layer.speed);
  const within = done ? Math.max(0, loop.pass - step) : Math.max(0, played - pass * loop.pass);
  const time = layer.speed < 0 ? layer.sourceStart + loop.pass - within : layer.sourceStart + within;
  return { time, pass, held: over || done };
}

/** Frame on a group's local clock for a frame of the group's container (videojson.md 6.1). */
export function localFrameAt(group: TimedLayer, frame: number, fps: Rational): number {
  return Math.round((sourceTimeAt(group, frame, fps) * fps.num) / fps.den + 1e-9);
}
