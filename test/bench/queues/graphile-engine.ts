import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { atOnce, type QueueEngine, type Shape } from './queue-engine.js';

const TASK = 'render';

export async function graphileEngine(url: string, shape: Shape, payload: object): Promise<QueueEngine> {
  const pgPool = new pg.Pool({ connectionString: url, max: shape.connections });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ pgPool, logger });
  await utils.migrate();
  let ended = 0;
  const work = async (): Promise<void> => {
    ended = 0;
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const taskList = {
      [TASK]: async () => {
        if (++ended === shape.jobs) finish();
      },
    };
    // What one of our workers takes at once is the local queue of one runner here.
    const preset = { worker: { localQueue: { size: shape.batch } } };
    const runners = await Promise.all(
      Array.from({ length: shape.workers }, () =>
        run({ pgPool, logger, taskList, concurrency: shape.batch, noHandleSignals: true, preset }),
      ),
    );
    await finished;
    // Waits for the last completions to be written.
    await Promise.all(runners.map((runner) => runner.stop()));
  };
  return {
    name: 'graphile-worker',
    enqueue: () => atOnce(shape.jobs, shape.callers, () => utils.addJob(TASK, payload)),
    work,
    async stop() {
      await utils.release();
      await pgPool.end();
    },
  };
}
