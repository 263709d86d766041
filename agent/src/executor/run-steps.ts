import { ProgressMeter } from './progress.js';
import type { Progress } from '@farm/shared/wire';
import type { AttemptContext, Step } from './steps/step.js';

const EVERY_MS = 200;

/** A context without its voice: run-steps gives it one. */
export type Quiet<C extends AttemptContext> = Omit<C, 'tell'>;

/** Runs steps one after another with one progress that never falls; tells it at most five times a second. */
export async function runSteps<C extends AttemptContext>(
  steps: readonly Step<C>[],
  quiet: Quiet<C>,
  onProgress: (progress: Progress) => void,
): Promise<C> {
  const meter = new ProgressMeter();
  let step = steps[0];
  let told = 0;
  const say = (progress: Progress): void => {
    told = performance.now();
    onProgress(progress);
  };
  const context = Object.assign(quiet, {
    tell(part: number, frames?: { done: number; total: number; fps?: number | undefined }): void {
      const progress = meter.at(step?.phase ?? 'preparing', part, frames);
      if (performance.now() - told >= EVERY_MS) say(progress);
    },
  }) as unknown as C;
  for (step of steps) {
    context.signal.throwIfAborted();
    say(meter.at(step.phase, 0));
    await step.run(context);
  }
  return context;
}
