import {
  AttemptsService,
  attemptRef,
  DispatcherService,
  hashBody,
  JobsService,
  LeaseSweeperService,
  type Job,
  type Lease,
  type Submission,
} from '../../../coordinator/src/jobs/index.js';
import { PICK_ORDERS } from '../../../coordinator/src/jobs/orders/lease-next.sql.js';
import { Clock, type StopTimer } from '../../../coordinator/src/platform/clock.js';
import { Transactions } from '../../../coordinator/src/platform/database/transaction.js';
import { DataSource } from 'typeorm';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { leaseOne, type LeaseWish } from '../../setup/lease-one.js';
import { minimalScene } from '../../fakes/minimal-scene.js';

jest.setTimeout(30_000);

const TTL_MS = 15_000;

/** Time that only tests move; timers never fire by themselves. */
class HandClock extends Clock {
  private at = Date.parse('2030-01-01T00:00:00Z');
  now(): number {
    return this.at;
  }
  after(): StopTimer {
    return () => undefined;
  }
  every(): StopTimer {
    return () => undefined;
  }
  pass(ms: number): void {
    this.at += ms;
  }
}

describe('the ledger on a real PostgreSQL', () => {
  const clock = new HandClock();
  let farm: TestCoordinator;
  let agentIds: string[];

  beforeAll(async () => {
    farm = await startTestCoordinator({ clock });
    const rows = (await sql(
      `INSERT INTO agents (id, name, state, credential_hash)
       SELECT gen_random_uuid(), 'agent ' || n, 'ready', 'none' FROM generate_series(1, 50) AS n RETURNING id`,
    )) as { id: string }[];
    agentIds = rows.map((row) => row.id);
  });
  beforeEach(() => sql('DELETE FROM jobs'));
  afterAll(() => farm.stop());

  const sql = (text: string, values: unknown[] = []): Promise<unknown> =>
    farm.app.get(DataSource).query(text, values);
  const jobs = (): JobsService => farm.app.get(JobsService);
  const attempts = (): AttemptsService => farm.app.get(AttemptsService);
  const workspaceId = (): string => farm.credentials.workspaceId;
  const submit = async (change: Partial<Submission> = {}): Promise<Job> => (await submitted(change)).job;
  const submitted = (change: Partial<Submission> = {}) =>
    jobs().submit(
      { workspaceId: workspaceId() },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: '',
        ...change,
      },
    );
  const leaseFor = (agentId: string, change: Partial<LeaseWish> = {}) =>
    leaseOne(
      farm,
      { agentId, engine: 'cpu', slots: 1, maxWidth: 8192, maxHeight: 8192, otherAgents: [], ...change },
      TTL_MS,
    );
  const lease = async (agentId = agentIds[0] ?? '', change: Partial<LeaseWish> = {}): Promise<Lease> => {
    const granted = await leaseFor(agentId, change);
    if (typeof granted === 'string') throw new Error(`expected a lease, got "${granted}"`);
    return granted;
  };
  const count = async (text: string): Promise<number> =>
    ((await sql(`SELECT count(*)::int AS n FROM ${text}`)) as { n: number }[])[0]?.n ?? -1;

  describe('leases', () => {
    test('fifty agents, one order: exactly one lease', async () => {
      await submit();
      const answers = await Promise.all(agentIds.map((id) => leaseFor(id)));
      expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(1);
      expect(await count(`attempts WHERE state = 'offered'`)).toBe(1);
    });
    test('fifty agents, fifty orders: each exactly one, none twice', async () => {
      for (let i = 0; i < 50; i++) await submit();
      const answers = await Promise.all(agentIds.map((id) => leaseFor(id)));
      const orders = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.order.id]));
      expect(new Set(orders).size).toBe(50);
    });
    test('fifty askers for one agent with two slots: two leases', async () => {
      for (let i = 0; i < 10; i++) await submit();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => leaseFor(agentIds[0] ?? '', { slots: 2 })),
      );
      expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(2);
      expect(answers.filter((answer) => answer === 'full').length).toBeGreaterThan(0);
    });
    test('only the lanes in which an order is due now are worth asking for', async () => {
      const due = () => farm.app.get(DispatcherService).dueLanes();
      expect(await due()).toEqual(new Set());
      const job = await submit();
      expect(await due()).toEqual(new Set(['render']));
      await sql(`UPDATE work_orders SET not_before = $2 WHERE job_id = $1`, [
        job.id,
        new Date(clock.now() + 1000),
      ]);
      expect(await due()).toEqual(new Set());
      await sql(`UPDATE work_orders SET lane = 'io' WHERE job_id = $1`, [job.id]);
      clock.pass(1000);
      expect(await due()).toEqual(new Set(['io']));
    });
    test('the database itself refuses a second lease of one order', async () => {
      await submit();
      const { attempt } = await lease();
      await expect(
        sql(
          `INSERT INTO attempts (id, order_id, job_id, workspace_id, agent_id, engine, token, state, lease_until, progress_at, created_at)
           SELECT gen_random_uuid(), order_id, job_id, workspace_id, agent_id, engine, 99, 'offered', now(), now(), now()
           FROM attempts WHERE id = $1`,
          [attempt.id],
        ),
      ).rejects.toThrow(/attempts_one_lease/);
    });
    test('the database itself refuses one hundred percent without files', async () => {
      const job = await submit();
      await expect(sql('UPDATE jobs SET progress = 100 WHERE id = $1', [job.id])).rejects.toThrow(/hundred/);
      await expect(sql(`UPDATE jobs SET state = 'completed' WHERE id = $1`, [job.id])).rejects.toThrow(
        /completed/,
      );
    });
    test('the hot query reads its index in order, whatever waits', async () => {
      const job = await submit();
      await sql(
        `INSERT INTO work_orders (id, job_id, workspace_id, kind, state, priority, width, height, not_before, created_at)
         SELECT gen_random_uuid(), job_id, workspace_id, kind, state, n % 5, 640, 360, not_before, created_at
         FROM work_orders, generate_series(1, 5000) AS n WHERE job_id = $1`,
        [job.id],
      );
      await sql('ANALYZE work_orders');
      const now = clock.date();
      const [agent = ''] = agentIds;
      const values = [[agent], 'cpu', now, 8192, 8192, [agent], now, 'render', [], [], 0, 64, []];
      const plan = JSON.stringify(await sql(`EXPLAIN ${PICK_ORDERS}`, values));
      expect(plan).toContain('Index Scan using work_orders_ready');
      // The chosen ones are fetched by their ids.
      expect(plan).not.toMatch(/Seq Scan on work_orders|Bitmap Index Scan on (?!work_orders_pkey)/);
    });
    test('priority first, then age', async () => {
      const old = await submit();
      clock.pass(10);
      const young = await submit();
      const urgent = await submit({ priority: 5 });
      const got = [];
      for (const id of agentIds.slice(0, 3)) got.push((await lease(id)).order.jobId);
      expect(got).toEqual([urgent.id, old.id, young.id]);
    });
    test('an order that failed here is kept for another agent, but not for ever', async () => {
      const [here = '', there = ''] = agentIds;
      await submit();
      const { attempt } = await lease(here);
      await attempts().failed(here, attemptRef(attempt), { code: 'crashed', message: 'x' });
      clock.pass(5000);
      expect(await leaseFor(here, { otherAgents: [there] })).toBe('nothing');
      clock.pass(61_000);
      expect((await lease(here, { otherAgents: [there] })).attempt.token).toBe(2);
    });
    test('when every other agent has failed it too, this one may try again', async () => {
      const [here = '', there = ''] = agentIds;
      await submit();
      for (const [agent, other] of [
        [here, there],
        [there, here],
      ] as const) {
        const { attempt } = await lease(agent, { otherAgents: [other] });
        await attempts().failed(agent, attemptRef(attempt), { code: 'crashed', message: 'x' });
        clock.pass(5000);
      }
      expect((await lease(here, { otherAgents: [there] })).attempt.token).toBe(3);
    });
  });

  describe('clocks', () => {
    const sweeper = (): LeaseSweeperService => farm.app.get(LeaseSweeperService);
    /** Looks every two seconds, as the timer would. */
    const sweepFor = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 2000) {
        clock.pass(2000);
        await sweeper().tick();
      }
    };
    const beat = (granted: Lease, percent: number) =>
      attempts().beat(
        granted.attempt.agentId,
        [
          {
            ...attemptRef(granted.attempt),
            progress: { phase: 'rendering', percent, framesDone: percent, framesTotal: 100 },
          },
        ],
        TTL_MS,
      );

    test('a lease that is renewed lives, one that is not ends after its TTL', async () => {
      await sweepFor(20_000);
      const job = await submit();
      const granted = await lease();
      await beat(granted, 1);
      for (let i = 2; i < 20; i++) {
        await sweepFor(4000);
        expect(await beat(granted, i)).toEqual([]);
      }
      await sweepFor(14_000);
      expect((await jobs().require(workspaceId(), job.id)).stage).toBe('rendering');
      await sweepFor(4000);
      expect(await count(`work_orders WHERE state = 'waiting' AND failures = 0`)).toBe(1);
      expect(await count(`attempts WHERE state = 'failed' AND failure->>'code' = 'agent-lost'`)).toBe(1);
      expect(await beat(granted, 90)).toEqual([{ attemptId: granted.attempt.id, reason: 'lease-lost' }]);
    });

    test('after an absence of our own nobody is judged for one TTL', async () => {
      await sweepFor(20_000);
      await submit();
      const granted = await lease();
      await beat(granted, 1);
      clock.pass(10 * 60_000);
      await sweeper().tick();
      await sweepFor(12_000);
      expect(await beat(granted, 2)).toEqual([]);
    });

    test('an attempt that beats and does not advance is ended', async () => {
      await sweepFor(20_000);
      await submit();
      const granted = await lease();
      let stops: unknown[] = [];
      for (let minutes = 0; minutes < 17 && stops.length === 0; minutes++) {
        for (let i = 0; i < 30; i++) {
          await sweepFor(2000);
          if (i % 4 === 0) stops = await beat(granted, 7);
        }
      }
      expect(stops).toEqual([{ attemptId: granted.attempt.id, reason: 'lease-lost' }]);
    });

    test('an offer that nobody ever answered is not counted', async () => {
      await sweepFor(20_000);
      await submit();
      await lease();
      await sweepFor(20_000);
      expect(await count(`work_orders WHERE state = 'waiting' AND failures = 0`)).toBe(1);
    });
  });

  describe('Idempotency-Key', () => {
    const claim = (key: string, body: unknown = { a: 1 }) => ({
      key,
      route: 'POST /v1/render',
      bodyHash: hashBody(body),
    });

    test('twenty at once with one key: one job', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => submitted({ idempotency: claim('k') })),
      );
      expect(new Set(answers.map((answer) => answer.job.id)).size).toBe(1);
      expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
      expect(await count('jobs')).toBe(1);
      expect(await count('work_orders')).toBe(1);
    });
    test('another body with the same key is refused', async () => {
      await submitted({ idempotency: claim('k') });
      await expect(submitted({ idempotency: claim('k', { a: 2 }) })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    });
    test('members in another order are the same body', () => {
      expect(hashBody({ a: 1, b: [1, { c: 2, d: 3 }] })).toBe(hashBody({ b: [1, { d: 3, c: 2 }], a: 1 }));
    });
    test('after 24 hours a key is free again', async () => {
      const first = await submitted({ idempotency: claim('k') });
      clock.pass(24 * 3600 * 1000 - 1000);
      expect((await submitted({ idempotency: claim('k') })).job.id).toBe(first.job.id);
      clock.pass(2000);
      const later = await submitted({ idempotency: claim('k', { a: 2 }) });
      expect([later.replayed, later.job.id === first.job.id]).toEqual([false, false]);
    });
    test.each(['', 'x'.repeat(129)])('a key of a wrong length is refused', async (key) => {
      await expect(submitted({ idempotency: claim(key) })).rejects.toMatchObject({
        code: 'idempotency-key-invalid',
      });
    });
    test('keys of other workspaces and routes are other keys', async () => {
      const one = await submitted({ idempotency: claim('k') });
      const other = await submitted({ idempotency: { ...claim('k'), route: 'POST /v1/templates/x/render' } });
      expect(other.job.id).not.toBe(one.job.id);
    });
  });

  describe('submissions at the same moment', () => {
    const settled = (changes: Partial<Submission>[]) =>
      Promise.allSettled(changes.map((one) => submitted(one)));
    const quota = (monthly: number | null) =>
      sql(
        `INSERT INTO workspace_quotas (workspace_id, monthly_credits, used, period) VALUES ($1, $2, 0, $3)
         ON CONFLICT (workspace_id) DO UPDATE SET monthly_credits = $2, used = 0, period = $3`,
        [workspaceId(), monthly, clock.date().toISOString().slice(0, 7)],
      );
    afterEach(() => quota(null));

    test('are written in few transactions, and the credits of each follow those of the one before', async () => {
      await sql('DELETE FROM credit_entries');
      const opened = jest.spyOn(farm.app.get(Transactions), 'run');
      const all = await settled(Array.from({ length: 40 }, () => ({})));
      expect(opened.mock.calls.length).toBeLessThanOrEqual(2);
      opened.mockRestore();
      expect(all.every(({ status }) => status === 'fulfilled')).toBe(true);
      expect([await count('jobs'), await count('work_orders')]).toEqual([40, 40]);
      const gaps = `(SELECT balance_before - lag(balance_after) OVER (ORDER BY id) AS gap FROM credit_entries) AS e WHERE gap <> 0`;
      expect([await count('credit_entries'), await count(gaps)]).toEqual([40, 0]);
    });
    test('one that cannot be stored harms no other', async () => {
      const all = await settled([{}, { document: { text: 'a\0b' } }, {}]);
      expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect([await count('jobs'), await count('work_orders')]).toEqual([2, 2]);
    });
    test('those that the quota allows are taken, the others are refused and not written', async () => {
      const { cost } = await submit();
      await quota(cost * 2);
      const all = await settled([{}, {}, {}]);
      expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(all[2]).toMatchObject({ reason: { code: 'insufficient-credits' } });
      expect(await count('jobs')).toBe(3);
    });
  });

  test('an id that is no id, or of another workspace, is not found', async () => {
    const job = await submit();
    expect(await jobs().get(workspaceId(), 'nonsense')).toBeUndefined();
    expect(await jobs().get(job.id, job.id)).toBeUndefined();
    await expect(jobs().cancel(job.id, job.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('numbers and times come back as numbers and times', async () => {
    const job = await submit({
      work: { kind: 'render', scene: minimalScene({ fps: { num: 30000, den: 1001 }, duration: 2.5 }) },
    });
    const again = await jobs().require(workspaceId(), job.id);
    expect(again).toEqual(job);
    expect([typeof again.cost, typeof again.fps, again.duration]).toEqual(['number', 'number', 2.5]);
  });
});
