import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import type * as Jobs from '../../../coordinator/src/jobs/index.js';
import type * as Configuration from '../../../coordinator/src/platform/config/config.js';
import type * as Starting from '../../../coordinator/src/start-coordinator.js';
import type { Scene } from '../../../shared/src/scene/index.js';
import { atOnce, type QueueEngine, type Shape } from './queue-engine.js';

const DIST = join(import.meta.dirname, '../../../dist/coordinator/src');
const TTL_MS = 60_000;
/** Ends a render for good, in the transaction that a result takes too, and needs no file. */
const END = { code: 'source-not-found', message: 'The bench needs no file.' } as const;

const load = async <T>(path: string): Promise<T> => (await import(pathToFileURL(join(DIST, path)).href)) as T;

/**
 * The coordinator's own services on its own schema, in this process as the others are: what a submission, a lease, the
 * acceptance of an offer and its report do to the ledger, without HTTP and sockets. A job of ours is more than a row of a
 * queue: it has an owner whose share and account it moves, an order, an attempt and a fence.
 */
export async function ourEngine(
  url: string,
  shape: Shape,
  { scene, folder }: { scene: Scene; folder: string },
): Promise<QueueEngine> {
  if (!existsSync(DIST)) throw new Error('Run `npm run build` first: the coordinator runs from dist.');
  const { startCoordinator } = await load<typeof Starting>('start-coordinator.js');
  const { loadConfig } = await load<typeof Configuration>('platform/config/config.js');
  const { JobsService, DispatcherService, AttemptsService, attemptRef } =
    await load<typeof Jobs>('jobs/index.js');
  const config = loadConfig({ FRAMEFARM_DATA: folder, FRAMEFARM_PORT: '0', DATABASE_URL: url });
  const { app, stop } = await startCoordinator(config, pino({ level: 'silent' }));
  const [jobs, dispatcher, attempts] = [
    app.get(JobsService),
    app.get(DispatcherService),
    app.get(AttemptsService),
  ];
  const { workspaceId } = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8')) as {
    workspaceId: string;
  };
  const rows = (await app.get(DataSource).query(
    `INSERT INTO agents (id, name, state, credential_hash)
     SELECT gen_random_uuid(), 'agent ' || n, 'ready', 'none' FROM generate_series(1, $1::int) AS n RETURNING id`,
    [shape.workers * shape.batch],
  )) as { id: string }[];
  const agents = rows.map(({ id }) => id);

  /** A batch is one order for each agent of a worker. */
  const worker = async (own: string[]): Promise<void> => {
    const seats = own.map((agentId) => ({ agentId, slots: 1 }));
    const kind = {
      engine: 'cpu',
      maxWidth: 8192,
      maxHeight: 8192,
      labels: [],
      makes: [],
      ableLabels: [],
    } as const;
    for (;;) {
      const { leases } = await dispatcher.leaseMany({ ...kind, seats, ableAgents: agents }, TTL_MS);
      if (leases.length === 0) return;
      await Promise.all(
        leases.map(async ({ attempt, order }) => {
          await attempts.accepted(attempt.agentId, attemptRef(attempt), TTL_MS, order.kind);
          await attempts.failed(attempt.agentId, attemptRef(attempt), END);
        }),
      );
    }
  };
  const fresh = {
    ...{ work: { kind: 'render' as const, scene }, document: scene, name: scene.name },
    ...{ dialect: 'ilve' as const, origin: '' },
  };
  return {
    name: 'framefarm',
    enqueue: () => atOnce(shape.jobs, shape.callers, () => jobs.submit({ workspaceId }, fresh)),
    async work() {
      const batches = Array.from({ length: shape.workers }, (_, index) =>
        agents.slice(index * shape.batch, (index + 1) * shape.batch),
      );
      await Promise.all(batches.map(worker));
    },
    stop,
  };
}
