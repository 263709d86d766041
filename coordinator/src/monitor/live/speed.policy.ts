/** What is known of the speed of one attempt. */
export interface Speed {
  framesDone: number;
  /** When that many frames were first seen, ms. */
  at: number;
  /** Frames a second, smoothed; null before the second look at a moving attempt. */
  fps: number | null;
}

/** Share of the newest measurement in the smoothed one. */
const NEWEST = 0.4;
/** Measured over less than this, ms, a speed is noise. */
const SHORTEST_MS = 400;

/** The speed after another look at the frame counter. */
export function speedAfter(before: Speed | undefined, framesDone: number, now: number): Speed {
  if (!before || framesDone < before.framesDone) return { framesDone, at: now, fps: null };
  if (framesDone === before.framesDone || now - before.at < SHORTEST_MS) return before;
  const measured = ((framesDone - before.framesDone) * 1000) / (now - before.at);
  const fps = before.fps === null ? measured : before.fps + NEWEST * (measured - before.fps);
  return { framesDone, at: now, fps };
}

/** Over the whole attempt, its preparations too: all that a first look can tell. */
export function averageSpeed(framesDone: number, startedAt: Date, now: Date): number | null {
  const ms = now.getTime() - startedAt.getTime();
  return framesDone > 0 && ms >= SHORTEST_MS ? (framesDone * 1000) / ms : null;
}

/** Seconds until the last frame; null while nobody can say. */
export function secondsLeft(fps: number | null, framesDone: number, framesTotal: number): number | null {
  if (fps === null || fps <= 0 || framesTotal <= 0) return null;
  return Math.ceil(Math.max(0, framesTotal - framesDone) / fps);
}
