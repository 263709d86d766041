import { DataSource } from 'typeorm';
import { eventually, FakeAgent, type FakeAgentOptions } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf } from '../auth/people.support.js';

jest.setTimeout(25_000);

interface AgentBody {
  id: string;
  drain: string | null;
  state: string;
  maintenanceUntil: string | null;
  engines: { engine: string; slots: number; taken: number }[];
  quarantines: { engine: string; state: string; failures: number; message: string }[];
}

/** What the operator does with machines, over real sockets and the real API. */
describe('machines as their operator sees them', () => {
  let farm: TestCoordinator;
  let admin: Awaited<ReturnType<typeof adminOf>>;
  const agents: FakeAgent[] = [];
  const open: string[] = [];

  beforeAll(async () => {
    farm = await startTestCoordinator();
    admin = await adminOf(farm);
  }, 60_000);
  afterEach(async () => {
    for (const id of open.splice(0)) await farm.call('POST', `/v1/render/${id}/cancel`);
    for (const agent of agents.splice(0)) agent.drop();
  });
  afterAll(() => farm.stop());

  const agent = async (options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> => {
    const made = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, ...options });
    agents.push(made);
    return made;
  };
  const submit = async (): Promise<string> => {
    const layers = [{ type: 'composition', width: 640, height: 360, sourceDuration: 1 }];
    const json = { videoJSON: { name: 'film', layers } };
    const { jobId } = (await farm.call<{ jobId: string }>('POST', '/v1/render', { json })).body;
    open.push(jobId);
    return jobId;
  };
  const why = async (id: string): Promise<string | undefined> => {
    const reply = await farm.call<{ orders: { reasons: { code: string }[] }[] }>(
      'GET',
      `/v1/render/${id}/why`,
    );
    return reply.body.orders[0]?.reasons[0]?.code;
  };
  const seen = async ({ agentId }: FakeAgent) => (await admin<AgentBody>('GET', `/agents/${agentId}`)).body;

  test('are listed with their engines, labels and what they do', async () => {
    const worker = await agent({ name: 'rack-7', labels: ['studio'] });
    await submit();
    await worker.offer();
    const found = await admin<{ total: number; agents: AgentBody[] }>('GET', '/agents?search=RACK-7');
    expect(found.body).toMatchObject({
      total: 1,
      agents: [
        {
          id: worker.agentId,
          name: 'rack-7',
          state: 'ready',
          presence: 'online',
          labels: ['studio'],
          engines: [{ engine: 'cpu', slots: 1, taken: 1 }],
          windows: [],
          quarantines: [],
        },
      ],
    });
  });

  test('drain finish: no new work, what runs goes on; off: work again', async () => {
    const worker = await agent();
    const first = await submit();
    const order = await worker.offer();
    expect((await admin('PATCH', `/agents/${worker.agentId}`, { drain: 'finish' })).body).toMatchObject({
      drain: 'finish',
      state: 'draining',
    });
    await eventually('the message', () => worker.drains[0]);
    expect(await worker.beat([{ order, percent: 5 }])).toMatchObject({ stop: [], drain: 'finish' });
    const second = await submit();
    expect(await worker.finish(order)).toEqual({ ok: true, applied: true });
    expect((await farm.call('GET', `/v1/render/${first}`)).body).toMatchObject({ status: 'completed' });
    expect(await why(second)).toBe('agents-not-accepting');
    expect(worker.offers).toHaveLength(1);
    await admin('PATCH', `/agents/${worker.agentId}`, { drain: 'off' });
    expect((await worker.offer(1)).jobId).toBe(second);
    expect(worker.drains).toEqual(['finish', 'off']);
  });

  test('drain now: what is given back runs elsewhere and is not counted', async () => {
    const worker = await agent();
    const id = await submit();
    const order = await worker.offer();
    await admin('PATCH', `/agents/${worker.agentId}`, { drain: 'now' });
    await eventually('the message', () => (worker.drains[0] === 'now' ? true : undefined));
    await worker.fail(order, 'agent-drained');
    const other = await agent();
    const again = await other.offer();
    expect([again.jobId, again.token]).toEqual([id, 2]);
    const [row] = (await farm.app
      .get(DataSource)
      .query('SELECT failures FROM work_orders WHERE id = $1', [order.orderId])) as { failures: number }[];
    expect(row?.failures).toBe(0);
  });

  test('a maintenance window: no new work, what runs goes on, and it says until when', async () => {
    const worker = await agent();
    const running = await submit();
    const order = await worker.offer();
    const windows = [{ start: '* * * * *', minutes: 30, timeZone: 'Europe/Berlin' }];
    const set = await admin<AgentBody>('PATCH', `/agents/${worker.agentId}`, { windows });
    expect(set.body).toMatchObject({ windows, maintenanceUntil: expect.any(String), drain: null });
    expect(await worker.beat([{ order, percent: 5 }])).toMatchObject({ stop: [], drain: 'finish' });
    await worker.finish(order);
    const id = await submit();
    expect(await why(id)).toBe('maintenance');
    // It holds for an agent that comes back, too.
    worker.drop();
    await worker.connect();
    expect(await worker.hello()).toMatchObject({ ok: true, drain: 'finish' });
    expect(worker.offers).toHaveLength(1);
    await admin('PATCH', `/agents/${worker.agentId}`, { windows: [] });
    expect((await worker.offer(1)).jobId).toBe(id);
    expect((await worker.beat()).ok).toBe(true);
    expect((await farm.call('GET', `/v1/render/${running}`)).body).toMatchObject({ status: 'completed' });
  });

  test.each([
    [{ windows: [{ start: 'at night', minutes: 5 }] }, /windows\[0\]\.start.*cron/],
    [{ windows: [{ start: '0 3 * * *', minutes: 0 }] }, /minutes must be at least 1/],
    [{ windows: [{ start: '0 3 * * *', minutes: 5, timeZone: 'Mars' }] }, /time zone/],
    [{ windows: ['0 3 * * *'] }, /windows/],
    [{ drain: 'sideways' }, /finish, now or off/],
  ])('%j is refused with a sentence', async (change, sentence) => {
    const worker = await agent();
    const reply = await admin('PATCH', `/agents/${worker.agentId}`, change);
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(sentence)]);
  });

  test('an engine that fails three renders in a row is left alone on that agent, and comes back by a trial', async () => {
    const slots = [
      { engine: 'nvenc' as const, count: 2 },
      { engine: 'cpu' as const, count: 2 },
    ];
    const worker = await agent({ engines: ['nvenc', 'cpu'], slots });
    for (let i = 0; i < 3; i++) {
      const id = await submit();
      const order = await worker.offer(i);
      expect('engine' in order && order.engine).toBe('nvenc');
      await worker.fail(order, 'encoder-failed', 'No capable devices found');
      await farm.call('POST', `/v1/render/${id}/cancel`);
    }
    expect((await seen(worker)).quarantines).toMatchObject([
      { engine: 'nvenc', state: 'shut', failures: 3, message: 'No capable devices found' },
    ]);
    await submit();
    expect(await worker.offer(3)).toMatchObject({ engine: 'cpu' });
    // Its time is over: the engine is on trial, one attempt at a time.
    await farm.app.get(DataSource).query(`UPDATE agent_quarantines SET until = now() - interval '1 second'`);
    await worker.finish(worker.offers[3] ?? (await worker.offer(3)));
    await worker.hello();
    expect((await seen(worker)).quarantines).toMatchObject([{ state: 'trial' }]);
    await submit();
    await submit();
    const trial = await worker.offer(4);
    expect([trial.engine, (await worker.offer(5)).engine]).toEqual(['nvenc', 'cpu']);
    expect(await worker.finish(trial)).toEqual({ ok: true, applied: true });
    await eventually('forgiven', async () =>
      (await seen(worker)).quarantines.length === 0 ? true : undefined,
    );
  });

  test('a quarantine says why renders wait, and the operator may lift it', async () => {
    const worker = await agent({ engines: ['nvenc'], slots: [{ engine: 'nvenc', count: 1 }] });
    await farm.app.get(DataSource).query(
      `INSERT INTO agent_quarantines (agent_id, engine, order_ids, level, until, message, changed_at)
       VALUES ($1, 'nvenc', '{}', 1, now() + interval '1 hour', 'broken', now())`,
      [worker.agentId],
    );
    await worker.hello();
    const id = await submit();
    expect(await why(id)).toBe('engine-quarantined');
    expect(worker.offers).toEqual([]);
    expect((await admin('DELETE', `/agents/${worker.agentId}/quarantines/nvenc`)).status).toBe(200);
    expect((await worker.offer()).jobId).toBe(id);
    expect((await admin('DELETE', `/agents/${worker.agentId}/quarantines/nvenc`)).status).toBe(404);
    expect((await admin('DELETE', `/agents/${worker.agentId}/quarantines/abacus`)).status).toBe(404);
  });

  test('are asked to measure their encoders, when they are there', async () => {
    const worker = await agent();
    expect((await admin('POST', `/agents/${worker.agentId}/probe`)).status).toBe(201);
    await eventually('the message', () => (worker.probes === 1 ? true : undefined));
    const old = await agent({ version: '1.1' });
    expect((await admin('POST', `/agents/${old.agentId}/probe`)).body.error).toMatch(/too old/);
    worker.drop();
    await eventually('the line is gone', async () =>
      (await admin('POST', `/agents/${worker.agentId}/probe`)).status === 409 ? true : undefined,
    );
  });

  test('one that is removed cannot come back', async () => {
    const worker = await agent();
    expect((await admin('DELETE', `/agents/${worker.agentId}`)).status).toBe(200);
    await eventually('hung up', () => (worker.connected ? undefined : true));
    await expect(worker.connect()).rejects.toThrow(/not valid/);
    expect((await seen(worker)).state).toBe('revoked');
    expect((await admin('PATCH', `/agents/${worker.agentId}`, { drain: 'finish' })).status).toBe(409);
  });
});
