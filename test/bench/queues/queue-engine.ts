/** Everybody has the same: callers that enqueue one job each, workers that take batches, and jobs that end one by one. */
export interface Shape {
  jobs: number;
  /** Enqueue at the same time, one job after another. */
  callers: number;
  workers: number;
  /** Jobs that a worker takes at once; they end at the same time, each with a report of its own. */
  batch: number;
  /** Connections to the database. */
  connections: number;
}

export interface QueueEngine {
  name: string;
  enqueue(): Promise<void>;
  /** Takes and ends everything that was enqueued. */
  work(): Promise<void>;
  stop(): Promise<void>;
}

/** `times` in all, `width` at a time. */
export async function atOnce(times: number, width: number, work: () => Promise<unknown>): Promise<void> {
  let left = times;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: width }, caller));
}
