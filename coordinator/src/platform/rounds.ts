import type { Clock, StopTimer } from './clock.js';

/** Work that a timer repeats. Rounds never overlap: who asks for one while one runs gets that one. */
export class Rounds {
  private running: Promise<void> | undefined;
  private timer: StopTimer | undefined;

  /** `work` deals with its own errors. */
  constructor(
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    this.timer = this.clock.every(this.everyMs, () => void this.now());
  }

  /** One round. */
  now(): Promise<void> {
    this.running ??= this.work().finally(() => (this.running = undefined));
    return this.running;
  }

  /** No round begins any more; resolves when the one that runs has ended. */
  async stop(): Promise<void> {
    this.timer?.();
    await this.running;
  }
}
