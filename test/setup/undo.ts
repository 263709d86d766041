/** What a test has started, ended in the opposite order: also when the start fails half way. */
export class Undo {
  private readonly steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.steps.push(step);
  }

  /** Answers what `start` does; when it fails, everything that was added by then is undone first. */
  async unlessDone<T>(start: () => Promise<T>): Promise<T> {
    try {
      return await start();
    } catch (error) {
      await this.run().catch(() => undefined);
      throw error;
    }
  }

  /** Every step, whatever another one throws; the first fault is thrown at the end. */
  async run(): Promise<void> {
    const faults: unknown[] = [];
    for (const step of this.steps.splice(0).reverse())
      try {
        await step();
      } catch (error) {
        faults.push(error);
      }
    if (faults.length > 0) throw faults[0];
  }
}
