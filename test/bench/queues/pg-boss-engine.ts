import PgBoss from 'pg-boss';
import { atOnce, type QueueEngine, type Shape } from './queue-engine.js';

const QUEUE = 'renders';

export async function pgBossEngine(url: string, shape: Shape, payload: object): Promise<QueueEngine> {
  const boss = new PgBoss({ connectionString: url, max: shape.connections });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(QUEUE);
  const worker = async (): Promise<void> => {
    for (;;) {
      const jobs = await boss.fetch(QUEUE, { batchSize: shape.batch });
      if (jobs.length === 0) return;
      await Promise.all(jobs.map(({ id }) => boss.complete(QUEUE, id)));
    }
  };
  return {
    name: 'pg-boss',
    enqueue: () => atOnce(shape.jobs, shape.callers, () => boss.send(QUEUE, payload)),
    work: async () => void (await Promise.all(Array.from({ length: shape.workers }, worker))),
    stop: () => boss.stop({ graceful: false, wait: true }),
  };
}
