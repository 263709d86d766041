import { journal } from '../platform/journal.js';
import { ProgressMeter } from './progress.js';
import { QuarterNotes } from './quarter-notes.js';
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
  const quarters = new QuarterNotes();
  let told = 0;
  const say = (progress: Progress): void => {
    told = performance.now();
    onProgress(progress);
  };
  const context = Object.assign(quiet, {
    tell(part: number, frames?: { done: number; total: number; fps?: number | undefined }): void {
      const progress = meter.at(step?.phase ?? 'preparing', part, frames);
      quarters.look(progress);
      if (performance.now() - told >= EVERY_MS) say(progress);
    },
  }) as unknown as C;
  for (step of steps) {
    context.signal.throwIfAborted();
    say(meter.at(step.phase, 0));
    await inJournal(step, context);
  }
  return context;
}

/** Runs one step and notes its beginning, its end and what it warned of. */
async function inJournal<C extends AttemptContext>(step: Step<C>, context: C): Promise<void> {
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(2)} s`;
  const { warnings } = context;
  const known = warnings.length;
  journal.note(`${step.name} began`);
  try {
    await step.run(context);
  } catch (error) {
    journal.note(`${step.name} failed after ${seconds()}`);
    throw error;
  }
  // A step adds to the list or puts a list of its own in its place.
  const fresh = context.warnings === warnings ? warnings.slice(known) : context.warnings;
  for (const { code, message } of fresh) journal.note(`warning ${code}: ${message}`);
  journal.note(`${step.name} ended after ${seconds()}`);
}
