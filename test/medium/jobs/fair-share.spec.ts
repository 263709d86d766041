import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { attemptRef, AttemptsService, JobsService } from '../../../coordinator/src/jobs/index.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { leaseOne } from '../../setup/lease-one.js';

const TTL_MS = 15_000;

/** Jain's index: 1 when all get the same, 1/n when one gets everything. */
const jain = (shares: number[]): number =>
  shares.reduce((sum, one) => sum + one, 0) ** 2 /
  (shares.length * shares.reduce((sum, one) => sum + one * one, 0));

/** Between workspaces the farm is shared by engine-seconds, whatever each of them has waiting. */
describe('fair shares', () => {
  let farm: TestCoordinator;
  let agentId: string;

  beforeAll(async () => {
    farm = await startTestCoordinator();
    const [agent] = (await sql(
      `INSERT INTO agents (id, name, state, credential_hash) VALUES (gen_random_uuid(), 'a', 'ready', 'none') RETURNING id`,
    )) as { id: string }[];
    agentId = agent?.id ?? '';
  });
  afterAll(() => farm.stop());
  afterEach(async () => {
    await sql('DELETE FROM jobs');
    await sql('DELETE FROM workspace_shares');
  });

  const sql = (text: string, values: unknown[] = []): Promise<unknown> =>
    farm.app.get(DataSource).query(text, values);

  async function workspace(weight = 1): Promise<string> {
    const id = randomUUID();
    await sql(`INSERT INTO workspaces (id, name) VALUES ($1, 'w')`, [id]);
    await sql('INSERT INTO workspace_shares (workspace_id, weight) VALUES ($1, $2)', [id, weight]);
    return id;
  }

  async function submit(workspaceId: string, jobs: number, duration = 2): Promise<void> {
    for (let i = 0; i < jobs; i++)
      await farm.app.get(JobsService).submit(
        { workspaceId },
        {
          work: { kind: 'render', scene: minimalScene({ duration }) },
          document: {},
          name: 'film',
          dialect: 'ilve',
          origin: '',
        },
      );
  }

  /** The workspace that the next lease goes to, and the engine-seconds it costs; the work is done at once. */
  async function serve(): Promise<{ workspaceId: string; seconds: number }> {
    const wish = {
      agentId,
      engine: 'cpu' as const,
      slots: 1,
      maxWidth: 8192,
      maxHeight: 8192,
      otherAgents: [],
    };
    const lease = await leaseOne(farm, wish, TTL_MS);
    if (typeof lease === 'string') throw new Error(`nothing to lease: ${lease}`);
    await farm.app
      .get(AttemptsService)
      .failed(agentId, attemptRef(lease.attempt), { code: 'invalid-scene', message: 'x' });
    return { workspaceId: lease.order.workspaceId, seconds: lease.order.engineSeconds };
  }

  async function served(times: number): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    for (let i = 0; i < times; i++) {
      const { workspaceId, seconds } = await serve();
      sums.set(workspaceId, (sums.get(workspaceId) ?? 0) + seconds);
    }
    return sums;
  }

  test('five workspaces with very different queues are served alike', async () => {
    for (const jobs of [8, 8, 20, 40, 60]) await submit(await workspace(), jobs);
    const sums = await served(40);
    // Jain's index knows nothing of who got nothing at all.
    expect(sums.size).toBe(5);
    expect(jain([...sums.values()])).toBeGreaterThanOrEqual(0.98);
  }, 30_000);

  test('long films and short ones: engine-seconds are shared, not turns', async () => {
    const [long, short] = [await workspace(), await workspace()];
    await submit(long, 10, 120);
    await submit(short, 60, 2);
    const sums = await served(44);
    expect(jain([sums.get(long) ?? 0, sums.get(short) ?? 0])).toBeGreaterThan(0.98);
  }, 30_000);

  test('a weight of three is three times as much', async () => {
    const [heavy, light] = [await workspace(3), await workspace(1)];
    await submit(heavy, 30);
    await submit(light, 30);
    const sums = await served(24);
    expect((sums.get(heavy) ?? 0) / (sums.get(light) ?? 1)).toBeCloseTo(3, 0);
  }, 30_000);

  test('who was idle saves up no claim, and who comes new does not wait for the others’ queues', async () => {
    const [busy, sleeper] = [await workspace(), await workspace()];
    await submit(busy, 30);
    await served(10);
    await submit(sleeper, 10);
    const next = [];
    for (let i = 0; i < 8; i++) next.push((await serve()).workspaceId);
    expect(next.slice(0, 2)).toContain(sleeper);
    expect(next.filter((id) => id === sleeper).length).toBeLessThanOrEqual(5);
    expect(next.filter((id) => id === busy).length).toBeGreaterThanOrEqual(3);
  }, 30_000);

  test('a waiting render says why', async () => {
    const id = (
      await farm.call<{ jobId: string }>('POST', '/v1/render', {
        json: {
          videoJSON: {
            name: 'w',
            layers: [{ type: 'composition', width: 640, height: 360, sourceDuration: 1 }],
          },
        },
      })
    ).body.jobId;
    const why = await farm.call('GET', `/v1/render/${id}/why`);
    expect([why.status, why.body]).toMatchObject([
      200,
      {
        jobId: id,
        status: 'pending',
        waiting: true,
        orders: [{ kind: 'whole', reasons: [{ code: 'no-agents' }] }],
      },
    ]);
    await farm.call('POST', `/v1/render/${id}/cancel`);
    expect((await farm.call('GET', `/v1/render/${id}/why`)).body).toMatchObject({
      status: 'cancelled',
      waiting: false,
      orders: [],
    });
  });
});
