import type { Phase, Progress } from '@farm/shared/wire';

/** Percent at which each phase begins and ends: shares of a typical attempt's time. 100 is not for agents to say. */
const SPANS: Record<Phase, readonly [number, number]> = {
  preparing: [0, 10],
  rendering: [10, 88],
  verifying: [88, 92],
  uploading: [92, 99],
};

/** Turns what the steps tell into one number that never falls. */
export class ProgressMeter {
  private current: Progress = { phase: 'preparing', percent: 0, framesDone: 0, framesTotal: 0 };

  get now(): Progress {
    return this.current;
  }

  /** `part` of the phase that is done, 0 to 1. Returns what is to be shown. */
  at(
    phase: Phase,
    part: number,
    frames?: { done: number; total: number; fps?: number | undefined },
  ): Progress {
    const [from, to] = SPANS[phase];
    const safe = Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0;
    const percent = Math.max(this.current.percent, Math.floor(from + (to - from) * safe));
    this.current = {
      phase,
      percent: Math.min(99, percent),
      framesDone: Math.max(this.current.framesDone, frames?.done ?? 0),
      framesTotal: Math.max(this.current.framesTotal, frames?.total ?? 0),
      ...(frames?.fps !== undefined && Number.isFinite(frames.fps) ? { fps: frames.fps } : {}),
    };
    return this.current;
  }
}
