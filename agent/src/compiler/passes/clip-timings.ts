import { mediaMomentAt } from '@farm/shared/motion';
import type { TimedLayer } from '@farm/shared/scene';
import type { FrameRange, Rational } from '@farm/shared/time';
import type { ClipTiming } from '../plan.types.js';

/** Frames that play on without a jump, and those after them that hold the last one. */
interface Span {
  first: number;
  count: number;
  hold: number;
}

/** Samples of a top-level video layer for some of its frames: one clip for each pass of a loop. */
export function clipTimings(timed: TimedLayer, frames: FrameRange, fps: Rational): ClipTiming[] {
  const sourceFps = timed.media?.video?.fps;
  const reverse = timed.layer.speed < 0;
  return spansOf(timed, frames, fps).map(({ first, count, hold }) => {
    const from = mediaMomentAt(timed, reverse ? first + count - 1 : first, fps).time;
    return {
      from: Math.max(0, from),
      speed: Math.abs(timed.layer.speed),
      reverse,
      count,
      ...(hold > 0 ? { hold } : {}),
      ...(sourceFps ? { sourceFps } : {}),
    };
  });
}

function spansOf(timed: TimedLayer, frames: FrameRange, fps: Rational): Span[] {
  const spans: Span[] = [];
  let span: Span | undefined;
  let before = -1;
  for (let frame = frames.from; frame < frames.to; frame++) {
    const { pass, held } = mediaMomentAt(timed, frame, fps);
    if (span && held) span.hold += 1;
    else if (span && pass === before) span.count += 1;
    else {
      span = { first: frame, count: 1, hold: 0 };
      spans.push(span);
    }
    before = pass;
  }
  return spans;
}
