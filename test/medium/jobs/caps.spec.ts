import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { JobsService } from '../../../coordinator/src/jobs/index.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { leaseOne, type LeaseWish } from '../../setup/lease-one.js';

const CAP = 3;

/** Caps are booked in the ledger: however many ask at once, they hold. */
describe('caps while everybody asks at once', () => {
  let farm: TestCoordinator;
  let agentIds: string[];

  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_WORKSPACE_CONCURRENCY: String(CAP) } });
    const rows = (await sql(
      `INSERT INTO agents (id, name, state, credential_hash)
       SELECT gen_random_uuid(), 'agent ' || n, 'ready', 'none' FROM generate_series(1, 20) AS n RETURNING id`,
    )) as { id: string }[];
    agentIds = rows.map((row) => row.id);
  }, 60_000);
  afterEach(() => sql('DELETE FROM jobs'));
  afterAll(() => farm.stop());

  const sql = (text: string, values: unknown[] = []): Promise<unknown> =>
    farm.app.get(DataSource).query(text, values);
  const lease = (agentId: string, change: Partial<LeaseWish> = {}) =>
    leaseOne(
      farm,
      {
        agentId,
        engine: 'cpu',
        slots: 1,
        maxWidth: 8192,
        maxHeight: 8192,
        otherAgents: [],
        ...change,
      },
      15_000,
    );
  const granted = (answers: Awaited<ReturnType<typeof lease>>[]) =>
    answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.order.workspaceId]));
  async function submit(workspaceId: string, jobs: number): Promise<void> {
    for (let i = 0; i < jobs; i++)
      await farm.app.get(JobsService).submit(
        { workspaceId },
        {
          work: { kind: 'render', scene: minimalScene() },
          document: {},
          name: 'film',
          dialect: 'ilve',
          origin: '',
        },
      );
  }
  async function workspace(): Promise<string> {
    const id = randomUUID();
    await sql(`INSERT INTO workspaces (id, name) VALUES ($1, 'w')`, [id]);
    return id;
  }

  test('no workspace runs more than its cap, and each gets all of it', async () => {
    const workspaces = [await workspace(), await workspace()];
    for (const id of workspaces) await submit(id, 8);
    const served = granted(await Promise.all(agentIds.map((id) => lease(id))));
    expect(workspaces.map((id) => served.filter((one) => one === id).length)).toEqual([CAP, CAP]);
  }, 30_000);

  test('the sessions of one encoder are counted apart from the rest of the machine', async () => {
    const workspaces = await Promise.all([workspace(), workspace(), workspace()]);
    for (const id of workspaces) await submit(id, 3);
    const [agent = ''] = agentIds;
    const ask = (engine: 'nvenc' | 'cpu', slots: number) => () => lease(agent, { engine, slots });
    const asked = Array.from({ length: 12 }, () => [ask('nvenc', 2), ask('cpu', 3)]).flat();
    expect(granted(await Promise.all(asked.map((one) => one())))).toHaveLength(5);
    const taken = await sql(
      `SELECT engine, count(*)::int AS n FROM attempts WHERE agent_id = $1 GROUP BY engine ORDER BY engine`,
      [agent],
    );
    expect(taken).toEqual([
      { engine: 'cpu', n: 3 },
      { engine: 'nvenc', n: 2 },
    ]);
  }, 30_000);
});
