import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ALWAYS, AT_LAST, audit } from '../../sim/audit.js';
import { jain, percentile } from '../../sim/measures.js';
import { sharesOf } from '../../sim/tenants.js';
import { freshDatabase, type FreshDatabase } from '../../setup/fresh-database.js';

/** An auditor that finds nothing proves nothing: each of its rules is broken here once, in the ledger itself. */
describe('the audit of the simulator', () => {
  const [workspace, agent] = [randomUUID(), randomUUID()];
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`INSERT INTO workspaces (id, name) VALUES ($1, 'w')`, [workspace]);
    await client.query(
      `INSERT INTO agents (id, name, state, credential_hash) VALUES ($1, 'a', 'ready', 'none')`,
      [agent],
    );
    // What the schema itself forbids could not be planted.
    await client.query('DROP INDEX attempts_one_lease');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  afterEach(() => client.query('DELETE FROM jobs'));

  const ledger = {
    query: async <T>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as T[],
  };

  async function job(state: string, orderState: string, lastToken: number): Promise<string> {
    const [jobId, orderId] = [randomUUID(), randomUUID()];
    const outputs = { master: { key: `outputs/${workspace}/${jobId}/${randomUUID()}/master.mp4` } };
    const done = state === 'completed';
    await client.query(
      `INSERT INTO jobs (id, workspace_id, name, dialect, document, scene, state, stage, progress, width, height, fps,
         cost, outputs, origin, created_at)
       VALUES ($1, $2, 'j', 'ilve', '{}', '{}', $3, $3, $4, 16, 16, 30, 1, $5, '', now())`,
      [jobId, workspace, state, done ? 100 : 0, done ? outputs : null],
    );
    await client.query(
      `INSERT INTO work_orders (id, job_id, workspace_id, kind, state, width, height, last_token, not_before, created_at)
       VALUES ($1, $2, $3, 'whole', $4, 16, 16, $5, now(), now())`,
      [orderId, jobId, workspace, orderState, lastToken],
    );
    return orderId;
  }

  async function attempt(orderId: string, token: number, state: string): Promise<void> {
    await client.query(
      `INSERT INTO attempts (id, order_id, job_id, workspace_id, agent_id, engine, token, state, lease_until, progress_at,
         created_at)
       SELECT $1, id, job_id, workspace_id, $2, 'cpu', $3, $4, now(), now(), now() FROM work_orders WHERE id = $5`,
      [randomUUID(), agent, token, state, orderId],
    );
  }

  /** Another order of the same job. */
  async function beside(orderId: string, kind: string, state: string, payload: object = {}): Promise<void> {
    await client.query(
      `INSERT INTO work_orders (id, job_id, workspace_id, kind, state, width, height, payload, not_before, created_at)
       SELECT $1, job_id, workspace_id, $2, $3, 16, 16, $4, now(), now() FROM work_orders WHERE id = $5`,
      [randomUUID(), kind, state, payload, orderId],
    );
  }

  const found = async (rules: ReturnType<typeof ALWAYS>): Promise<string> =>
    (await audit(ledger, rules)).join('\n');

  test('a ledger in order: nothing is found', async () => {
    await attempt(await job('rendering', 'running', 1), 1, 'running');
    expect(await found(ALWAYS(1, 1))).toBe('');
  });

  test('two running attempts of one order, on too many slots, above the cap, under an old token', async () => {
    const orderId = await job('rendering', 'running', 2);
    await attempt(orderId, 1, 'running');
    await attempt(orderId, 2, 'offered');
    const text = await found(ALWAYS(1, 1));
    expect(text).toMatch(/more than one running attempt/);
    expect(text).toMatch(/more attempts than slots/);
    expect(text).toMatch(/more than its cap/);
    expect(text).toMatch(/older token/);
  });

  test('an order that runs without a lease', async () => {
    await job('rendering', 'running', 1);
    expect(await found(ALWAYS(1, 0))).toMatch(/leases and running orders differ/);
  });

  test('two good results of one order', async () => {
    const orderId = await job('rendering', 'waiting', 2);
    await attempt(orderId, 1, 'done');
    await attempt(orderId, 2, 'done');
    expect(await found(ALWAYS(2, 0))).toMatch(/two good results/);
  });

  test('pieces that are joined too soon, and more of what encodes nothing than there is room for', async () => {
    const orderId = await job('rendering', 'running', 1);
    await client.query(`UPDATE work_orders SET kind = 'stitch' WHERE id = $1`, [orderId]);
    await beside(orderId, 'chunk', 'waiting');
    await attempt(orderId, 1, 'running');
    await client.query(`UPDATE attempts SET engine = 'io'`);
    expect(await found(ALWAYS(1, 0, 1))).toMatch(/^pieces are joined before all of them are there[^\n]*$/);
    expect(await found(ALWAYS(1, 0, 0))).toMatch(/more attempts that encode nothing than places/);
  });

  test('what has not ended, what was published by nobody, what was not paid, what was not counted', async () => {
    const twice = await job('completed', 'done', 3);
    await beside(twice, 'stitch', 'done');
    await beside(twice, 'chunk', 'done', { range: { from: 0, to: 60 } });
    await attempt(await job('pending', 'waiting', 1), 1, 'running');
    await attempt(await job('failed', 'failed', 1), 1, 'failed');
    const text = await found(AT_LAST);
    for (const { name } of AT_LAST) expect(text).toContain(name);
  });
});

describe('the measures of the simulator', () => {
  test('percentiles', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5);
    expect(percentile([], 0.5)).toBeUndefined();
  });
  test('fairness: the same for all is 1, everything for one of four is a quarter', () => {
    expect(jain([3, 3, 3])).toBe(1);
    expect(jain([8, 0, 0, 0])).toBe(0.25);
  });
  test('load of 1:1:10:10:100, at least a few for everybody', () => {
    expect(sharesOf(12_200)).toEqual([100, 100, 1000, 1000, 10_000]);
    expect(sharesOf(100).reduce((sum, one) => sum + one, 0)).toBe(100);
    expect(Math.min(...sharesOf(100))).toBeGreaterThanOrEqual(4);
  });
});
