import { UsageService } from '../../../coordinator/src/pricing/index.js';
import { adminOf } from '../auth/people.support.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

/** 0.04 credits: two seconds of 640x360 at 30 frames a second. */
const scene = (seconds = 2) => ({
  name: 'Test',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: seconds },
    { type: 'text', text: 'Hello' },
  ],
});

interface Credits {
  balance: number;
  total: number;
  summary: Record<string, number>;
  usage: { storage: { usedBytes: number }; bandwidth: { usedBytes: number; resetAt: string } };
  logs: { action: string; amount: number; balance_before: number; balance_after: number; job_id?: string }[];
}
interface Refusal {
  error: string;
  details: Record<string, unknown>;
}

describe('credits and /billing', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent | undefined;
  beforeEach(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_MAX_ATTEMPTS: '1' } });
  });
  afterEach(async () => {
    agent?.drop();
    agent = undefined;
    await farm.stop();
  });

  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await farm.call<T>('GET', path, { as: 'bearer' });
    expect(status).toBe(200);
    return body;
  };
  const credits = () => get<Credits>('/billing/credits');
  const submit = (seconds?: number, headers: Record<string, string> = {}) =>
    farm.call<{ jobId: string } & Refusal>('POST', '/v1/render', {
      json: { videoJSON: scene(seconds) },
      headers,
    });
  /** The agent with its order of this job. */
  const working = async (jobId: string) => {
    const ready = (agent ??= await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken }));
    return {
      agent: ready,
      order: await eventually('the order', () => ready.offers.find((o) => o.jobId === jobId)),
    };
  };
  const finish = async (jobId: string) => {
    const { agent: ready, order } = await working(jobId);
    expect(await ready.finish(order)).toMatchObject({ ok: true, applied: true });
  };
  const quota = async (monthlyCredits: unknown) => {
    const admin = await adminOf(farm);
    return admin('PUT', `/workspaces/${farm.credentials.workspaceId}/quota`, { monthlyCredits });
  };
  const moves = async () =>
    (await credits()).logs.map(({ action, amount, balance_before, balance_after }) => [
      action,
      amount,
      Math.round((balance_after - balance_before) * 100) / 100,
    ]);

  test('a render reserves its estimate and pays what was measured', async () => {
    await quota(10);
    const { jobId } = (await submit(10)).body;
    expect(await moves()).toEqual([
      ['reserved', 0.2, -0.2],
      ['granted', 10, 10 - 1_000_000],
    ]);
    // The fake agent measures 2 seconds.
    await finish(jobId);
    expect((await moves()).slice(0, 2)).toEqual([
      ['consumed', 0.04, 0.16],
      ['reserved', 0.2, -0.2],
    ]);
    const { balance, summary, logs } = await credits();
    expect(balance).toBe(9.96);
    expect(summary).toEqual({ purchased: 0, consumed: 0.04, refunded: 0, consumed30Days: 0.04 });
    expect(logs[0]).toMatchObject({ job_id: jobId, metadata: { reserved: 0.2 } });
    expect(await get('/v1/render/tier')).toEqual({
      tier: 'enterprise',
      credits: { balance: 9.96, monthly: 10, max: 10 },
    });
  });

  test('failing and cancelling give everything back, once', async () => {
    await quota(10);
    const failing = (await submit()).body.jobId;
    const { agent: ready, order } = await working(failing);
    await ready.fail(order, 'source-not-found');
    await ready.fail(order, 'source-not-found');
    const cancelled = (await submit()).body.jobId;
    await farm.call('POST', `/v1/render/${cancelled}/cancel`);
    expect(await moves()).toEqual([
      ['refunded', 0.04, 0.04],
      ['reserved', 0.04, -0.04],
      ['refunded', 0.04, 0.04],
      ['reserved', 0.04, -0.04],
      ['granted', 10, 10 - 1_000_000],
    ]);
    expect((await credits()).balance).toBe(10);
  });

  test('without a quota the ledger is kept and nothing is short', async () => {
    const { jobId } = (await submit()).body;
    expect(await moves()).toEqual([['reserved', 0.04, 0]]);
    await finish(jobId);
    const { balance, summary } = await credits();
    expect([balance, summary.consumed]).toEqual([1_000_000, 0.04]);
  });

  test('without room in the quota it is 402 and nothing is written', async () => {
    await quota(0.1);
    expect((await submit()).status).toBe(200);
    expect((await submit()).status).toBe(200);
    const refused = await submit();
    expect([refused.status, refused.body]).toEqual([
      402,
      {
        error: expect.stringMatching(
          /costs 0.04 credits and the workspace has 0.02 of its 0.1 credits a month/,
        ),
        details: expect.objectContaining({
          code: 'insufficient-credits',
          cost: 0.04,
          balance: 0.02,
          monthly: 0.1,
        }),
      },
    ]);
    expect((await farm.call<unknown[]>('GET', '/v1/render')).body).toHaveLength(2);
    await quota(null);
    expect((await submit()).status).toBe(200);
  });

  test('only the operator sets a quota, and the audit log says so', async () => {
    const set = await quota(5);
    expect([set.status, set.body]).toEqual([
      200,
      { monthlyCredits: 5, used: 0, balance: 5, resetsAt: expect.stringMatching(/-01T00:00:00\.000Z$/) },
    ]);
    for (const wrong of [-1, 'many', undefined, 0.001]) expect((await quota(wrong)).status).toBe(400);
    const path = `/v1/admin/workspaces/${farm.credentials.workspaceId}/quota`;
    expect((await farm.call('PUT', path, { json: { monthlyCredits: 9 } })).status).toBe(401);
    const admin = await adminOf(farm);
    const { body } = await admin('GET', `/workspaces/${farm.credentials.workspaceId}/quota`);
    expect(body).toMatchObject({ monthlyCredits: 5, balance: 5 });
    expect((await admin('GET', '/workspaces/018f6b1e-7c00-7000-8000-000000000004/quota')).status).toBe(404);
    const log = await admin<{ entries: { action: string }[] }>('GET', '/audit?action=workspace.quota-set');
    expect(log.text).toContain('workspace.quota-set');
    await quota(null);
    expect((await credits()).total).toBe(1_000_000);
  });

  test('twenty submissions at once never go over the quota, and a replay is not charged', async () => {
    await quota(0.2);
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => submit()))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(new Set(statuses)).toEqual(new Set([200, 402]));
    await quota(1);
    const key = { 'idempotency-key': 'once' };
    const answers = await Promise.all([submit(2, key), submit(2, key), submit(2, key)]);
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1);
    expect((await credits()).balance).toBe(0.76);
  });

  test('a shop that sells nothing', async () => {
    const prices = await farm.call('GET', '/billing/prices', { as: 'nobody' });
    expect([prices.status, prices.body]).toEqual([
      200,
      {
        tiers: { starter: null, pro: null, business: null },
        credits: { '800': null, '1500': null, '8000': null },
      },
    ]);
    const subscription = {
      status: 'active',
      currentPeriodEnd: null,
      creditsBalance: 1_000_000,
      creditsTotal: 1_000_000,
      tier: 'enterprise',
    };
    expect(await get('/billing/subscription')).toEqual({ subscription });
    expect(await get('/billing/invoices')).toEqual({ invoices: [], subscription });
    const post = (path: string, json?: object) =>
      farm.call<Refusal>('POST', path, { as: 'bearer', ...(json ? { json } : {}) });
    expect((await post('/billing/cancel')).body).toEqual({ success: true });
    const checkout = await post('/billing/checkout', { mode: 'payment', amountEur: 10 });
    expect([checkout.status, checkout.body.error]).toEqual([
      400,
      'Billing is not available on this self-hosted server.',
    ]);
    for (const path of ['credits', 'usage', 'invoices', 'subscription'])
      expect((await farm.call('GET', `/billing/${path}`, { as: 'nobody' })).status).toBe(401);
  });

  test('what is stored and sent is counted', async () => {
    const { jobId } = (await submit()).body;
    await finish(jobId);
    const render = await farm.call<{ url: string }>('GET', `/v1/render/${jobId}`);
    const video = await farm.call('GET', render.body.url, { as: 'nobody' });
    await farm.call('GET', render.body.url, { as: 'nobody', headers: { range: 'bytes=0-3' } });
    const tracked = await farm.call('POST', `/v1/render/${jobId}/track-bandwidth`);
    expect([tracked.status, tracked.body]).toEqual([200, { tracked: true }]);
    // The transfer is counted when it is over, which may be after the client has it all.
    const size = video.text.length;
    const { usage } = await eventually('both downloads in the ledger', async () => {
      await farm.app.get(UsageService).flush();
      const seen = await credits();
      return seen.usage.bandwidth.usedBytes >= size + 4 ? seen : undefined;
    });
    expect(usage.storage.usedBytes).toBe(size + 'poster'.length);
    // What the farm has sent itself is not counted a second time.
    expect(usage.bandwidth.usedBytes).toBe(size + 4);
    expect(usage.bandwidth.resetAt).toMatch(/-01T00:00:00\.000Z$/);
    const { usage: rows } = await get<{ usage: { type: string; source: string; bytes: number }[] }>(
      '/billing/usage?limit=10',
    );
    expect(rows.map(({ type, source }) => `${type} ${source}`)).toEqual(
      expect.arrayContaining(['storage render', 'bandwidth tracked', 'bandwidth download']),
    );
    const storage = await get<{ usage: unknown[] }>('/billing/usage?type=storage');
    expect(storage.usage).toHaveLength(1);
    expect((await farm.call('GET', '/billing/usage?type=money', { as: 'bearer' })).status).toBe(400);
  });
});
