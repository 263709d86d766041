import { ProgressMeter } from './progress.js';
import type { Progress } from '@farm/shared/wire';
import type { AttemptContext, Step } from './steps/step.js';

const EVERY_MS = 200;

/** A context without its voice: run-steps gives it one. */
export type QuietContext = Omit<AttemptContext, 'tell'>;

/** Runs steps one after another with one progress that never falls; tells it at most five times a second. */
export async function runSteps(
  steps: readonly Step[],
  quiet: QuietContext,
  onProgress: (progress: Progress) => void,
): Promise<AttemptContext> {
  const meter = new ProgressMeter();
  let step = steps[0];
  let told = 0;
  const say = (progress: Progress): void => {
    told = performance.now();
    onProgress(progress);
  };
  const context: AttemptContext = Object.assign(quiet, {
    tell(part: number, frames?: { done: number; total: number; fps?: number | undefined }): void {
      const progress = meter.at(step?.phase ?? 'preparing', part, frames);
      if (performance.now() - told >= EVERY_MS) say(progress);
    },
  });
  for (step of steps) {
    context.signal.throwIfAborted();
    say(meter.at(step.phase, 0));
    await step.run(context);
  }
  return context;
}
