import type { AttemptRef, Progress, SlotEngine, WorkOrder } from '@farm/shared/wire';
import type { AttemptRunner } from '../executor/attempt-runner.js';

interface Entry {
  order: WorkOrder;
  runner: AttemptRunner;
  progress: Progress;
  /** Resolves when the attempt has ended and its report, if any, is stored. */
  over: Promise<void>;
}

const NOTHING: Progress = { phase: 'preparing', percent: 0, framesDone: 0, framesTotal: 0 };
const refOf = ({ attemptId, orderId, token }: AttemptRef): AttemptRef => ({ attemptId, orderId, token });

/**
 * The attempts of this daemon. An attempt is here from the moment its offer is accepted until its report is on disk;
 * after that `ended` keeps its last progress, so that beats renew its lease until the report was answered.
 */
export class RunningAttempts {
  private readonly entries = new Map<string, Entry>();
  private readonly ended = new Map<string, { ref: AttemptRef; progress: Progress }>();

  has(attemptId: string): boolean {
    return this.entries.has(attemptId);
  }

  add(order: WorkOrder, runner: AttemptRunner, over: Promise<void>): void {
    this.entries.set(order.attemptId, { order, runner, progress: NOTHING, over });
  }

  moved(attemptId: string, progress: Progress): void {
    const entry = this.entries.get(attemptId);
    if (entry) entry.progress = progress;
  }

  remove(attemptId: string): void {
    const entry = this.entries.get(attemptId);
    this.entries.delete(attemptId);
    if (entry) this.ended.set(attemptId, { ref: refOf(entry.order), progress: entry.progress });
  }

  runner(attemptId: string): AttemptRunner | undefined {
    return this.entries.get(attemptId)?.runner;
  }

  runners(): AttemptRunner[] {
    return [...this.entries.values()].map(({ runner }) => runner);
  }

  engines(): SlotEngine[] {
    return [...this.entries.values()].map(({ order }) => order.engine);
  }

  get size(): number {
    return this.entries.size;
  }

  refs(): AttemptRef[] {
    return [...this.entries.values()].map(({ order }) => refOf(order));
  }

  /** For a beat: what runs, and what ended but is still to be reported (`pending`). */
  progress(pending: (attemptId: string) => boolean): (AttemptRef & { progress: Progress })[] {
    for (const attemptId of this.ended.keys()) if (!pending(attemptId)) this.ended.delete(attemptId);
    return [
      ...[...this.entries.values()].map(({ order, progress }) => ({ ...refOf(order), progress })),
      ...[...this.ended.values()].map(({ ref, progress }) => ({ ...ref, progress })),
    ];
  }

  /** Resolves when every attempt that runs now is over. */
  async allOver(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ over }) => over));
  }
}
