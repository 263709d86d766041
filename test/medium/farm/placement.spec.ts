import { randomUUID } from 'node:crypto';
import { DispatcherService } from '../../../coordinator/src/jobs/index.js';
import { DataSource } from 'typeorm';
import { eventually, FakeAgent, type FakeAgentOptions } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { leaseOne } from '../../setup/lease-one.js';
import { adminOf } from '../auth/people.support.js';

jest.setTimeout(25_000);

interface Why {
  orders: { reasons: { code: string; message: string }[] }[];
}

/** Which agent does a render and when it may begin, over real sockets and the real API. */
describe('who may do it, and when', () => {
  let farm: TestCoordinator;
  let admin: Awaited<ReturnType<typeof adminOf>>;
  const agents: FakeAgent[] = [];
  const submitted: string[] = [];

  beforeAll(async () => {
    farm = await startTestCoordinator();
    admin = await adminOf(farm);
  }, 60_000);
  afterEach(async () => {
    await admin('PATCH', '/farm', { paused: false });
    await admin('PATCH', `/workspaces/${farm.credentials.workspaceId}`, { paused: false });
    for (const id of submitted.splice(0)) await farm.call('POST', `/v1/render/${id}/cancel`);
    for (const agent of agents.splice(0)) agent.drop();
  });
  afterAll(() => farm.stop());

  const agent = async (options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> => {
    const made = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, ...options });
    agents.push(made);
    return made;
  };
  const submit = async (more: object = {}, output?: object): Promise<string> => {
    const layers = [{ type: 'composition', width: 640, height: 360, sourceDuration: 1 }];
    const reply = await farm.call<{ jobId: string }>('POST', '/v1/render', {
      json: { videoJSON: { name: 'film', layers, ...(output ? { output } : {}) }, ...more },
    });
    expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
    submitted.push(reply.body.jobId);
    return reply.body.jobId;
  };
  const reasons = async (id: string) =>
    (await farm.call<Why>('GET', `/v1/render/${id}/why`)).body.orders.flatMap((order) => order.reasons);
  const codes = async (id: string) => (await reasons(id)).map(({ code }) => code);

  test('only an agent with the label gets what requires it; until one comes, it says so', async () => {
    const plain = await agent({ labels: ['studio'] });
    const id = await submit({ requires: ['region=eu', 'studio'] });
    expect(await reasons(id)).toEqual([
      { code: 'missing-label', message: 'It needs the label region=eu, which no connected agent has.' },
    ]);
    const european = await agent({ labels: ['region=eu', 'studio', 'more'] });
    expect((await european.offer()).jobId).toBe(id);
    expect(plain.offers).toEqual([]);
  });

  test('a format goes only to an engine that makes it; until one comes, it says why it waits', async () => {
    const old = await agent();
    const half = await agent({ makes: { cpu: ['webm', 'vp9', 'mp4', 'h264', 'aac'] } });
    const output = { format: 'webm', codec: 'av1' };
    const id = await submit({}, output);
    expect(await reasons(id)).toEqual([
      {
        code: 'no-capable-agent',
        message:
          'No connected agent can make av1 or opus: the ffmpeg of every one lacks a working encoder for it.',
      },
    ]);
    const card = { cpu: ['webm', 'vp9', 'opus'], nvenc: ['webm', 'av1', 'opus'] };
    const slots = [
      { engine: 'cpu' as const, count: 1 },
      { engine: 'nvenc' as const, count: 1 },
    ];
    const able = await agent({ makes: card, engines: ['cpu', 'nvenc'], slots });
    const order = await able.offer();
    expect(order).toMatchObject({ jobId: id, kind: 'whole', engine: 'nvenc' });
    expect([...old.offers, ...half.offers]).toEqual([]);
  });

  test('what prefers a label goes there while such an agent takes work, and anywhere when none is', async () => {
    const options = { slots: [{ engine: 'cpu' as const, count: 4 }] };
    const plain = await agent(options);
    const studio = await agent({ ...options, labels: ['studio'] });
    const first = [await submit({ prefers: ['studio'] }), await submit({ prefers: ['studio', 'roof'] })];
    await studio.offer(1);
    expect(studio.offers.map(({ jobId }) => jobId)).toEqual(first);
    await studio.beat([], { accepting: false });
    const id = await submit({ prefers: ['studio'] });
    expect((await plain.offer()).jobId).toBe(id);
  });

  test('nothing begins before its time', async () => {
    const worker = await agent();
    const at = new Date(Date.now() + 1500).toISOString();
    const id = await submit({ notBefore: at });
    expect(await reasons(id)).toEqual([{ code: 'scheduled', message: `It is not to begin before ${at}.` }]);
    expect((await worker.offer()).jobId).toBe(id);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
  });

  test('templates take the same wishes, and a higher priority goes first', async () => {
    const templates = (await farm.call<{ templates: { id: string }[] }>('GET', '/v1/templates')).body
      .templates;
    const render = (json: object) =>
      farm.call<{ jobId: string; error: string }>('POST', `/v1/templates/${templates[0]?.id}/render`, {
        json,
      });
    const wish = { variables: {}, requires: ['press'] };
    const usual = await render(wish);
    const urgent = await render({ ...wish, priority: 5 });
    submitted.push(usual.body.jobId, urgent.body.jobId);
    const press = await agent({ labels: ['press'] });
    expect((await press.offer()).jobId).toBe(urgent.body.jobId);
    expect((await render({ ...wish, priority: 'high' })).body.error).toMatch(/priority/);
  });

  test('a wrong wish is refused with all its problems', async () => {
    const json = { videoJSON: { layers: [] }, requires: 'eu', prefers: [' '], notBefore: 'soon' };
    const reply = await farm.call<{ details: { issues: { path: string }[] } }>('POST', '/v1/render', {
      json,
    });
    expect(reply.status).toBe(400);
    const paths = reply.body.details.issues.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['requires', 'prefers', 'notBefore']));
  });

  test('a paused farm takes renders and begins none', async () => {
    expect((await admin('PATCH', '/farm', { paused: true, reason: 'new disks' })).body).toMatchObject({
      paused: true,
      reason: 'new disks',
    });
    const worker = await agent();
    const id = await submit();
    expect((await reasons(id))[0]).toMatchObject({
      code: 'farm-paused',
      message: expect.stringContaining('new disks'),
    });
    const wish = {
      agentId: worker.agentId,
      engine: 'cpu' as const,
      slots: 9,
      maxWidth: 9000,
      maxHeight: 9000,
    };
    const dispatcher = farm.app.get(DispatcherService);
    expect(await leaseOne(farm, { ...wish, otherAgents: [] }, 1000)).toBe('nothing');
    expect(await dispatcher.dueLanes()).toEqual(new Set());
    expect(worker.offers).toEqual([]);
    await admin('PATCH', '/farm', { paused: false });
    expect((await worker.offer()).jobId).toBe(id);
    const audit = await admin<{ entries: { action: string }[] }>('GET', '/audit?action=farm');
    expect(audit.text).toMatch(/farm\.resumed.*farm\.paused/s);
  });

  test('a paused workspace begins nothing new; others go on', async () => {
    await admin('PATCH', '/farm', { paused: true });
    const id = await submit();
    await admin('PATCH', `/workspaces/${farm.credentials.workspaceId}`, { paused: true });
    await admin('PATCH', '/farm', { paused: false });
    const worker = await agent();
    const wish = {
      agentId: worker.agentId,
      engine: 'cpu' as const,
      slots: 9,
      maxWidth: 9000,
      maxHeight: 9000,
    };
    expect(await leaseOne(farm, { ...wish, otherAgents: [] }, 1000)).toBe('nothing');
    expect(await codes(id)).toEqual(['workspace-paused']);
    expect(worker.offers).toEqual([]);
    await admin('PATCH', `/workspaces/${farm.credentials.workspaceId}`, { paused: false });
    expect((await worker.offer()).jobId).toBe(id);
  });

  test('work that is planned for later saves up no claim on the farm', async () => {
    const sql = (text: string, values: unknown[] = []): Promise<unknown> =>
      farm.app.get(DataSource).query(text, values);
    const other = randomUUID();
    await sql(`INSERT INTO workspaces (id, name) VALUES ($1, 'busy')`, [other]);
    await sql('INSERT INTO workspace_shares (workspace_id, served) VALUES ($1, 5000)', [other]);
    await sql(
      `INSERT INTO jobs (id, workspace_id, name, dialect, document, scene, state, stage, width, height, fps, cost, origin, created_at)
       VALUES ($1, $1, 'w', 'ilve', '{}', '{}', 'pending', 'pending', 1, 1, 1, 0, '', now())`,
      [other],
    );
    await sql(
      `INSERT INTO work_orders (id, job_id, workspace_id, kind, state, width, height, requires, not_before, created_at)
       VALUES ($1, $1, $1, 'whole', 'waiting', 1, 1, '{nobody}', now(), now())`,
      [other],
    );
    await submit({ notBefore: new Date(Date.now() + 3_600_000).toISOString() });
    await sql('UPDATE workspace_shares SET served = 0 WHERE workspace_id <> $1', [other]);
    await submit();
    const [share] = (await sql('SELECT served FROM workspace_shares WHERE workspace_id = $1', [
      farm.credentials.workspaceId,
    ])) as { served: number }[];
    expect(share?.served).toBe(5000);
    await sql('DELETE FROM jobs WHERE id = $1', [other]);
  });

  test('a render that waits for a label costs the others nothing', async () => {
    await submit({ requires: ['nowhere'] });
    const worker = await agent();
    const id = await submit();
    expect((await worker.offer()).jobId).toBe(id);
    await eventually('the other still waits', async () => (worker.offers.length === 1 ? true : undefined));
  });
});
