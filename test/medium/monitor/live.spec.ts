import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { LiveFeed, LiveGateway } from '../../../coordinator/src/monitor/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { LiveWatcher } from '../../fakes/live-watcher.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, personIn } from '../auth/people.support.js';

jest.setTimeout(60_000);

const scene = (name: string) => ({
  name,
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
});

describe('the live feed', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let adminSecret: string;
  const open: LiveWatcher[] = [];
  beforeAll(async () => {
    farm = await startTestCoordinator();
    agent = await FakeAgent.ready({
      url: farm.url,
      joinToken: farm.joinToken,
      name: 'studio-1',
      slots: [{ engine: 'cpu', count: 4 }],
    });
    adminSecret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
  });
  afterEach(() => {
    for (const watcher of open.splice(0)) watcher.close();
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
  });

  const watch = async (auth: object, options = {}): Promise<LiveWatcher> => {
    const watcher = await LiveWatcher.open(farm.url, auth, options);
    open.push(watcher);
    return watcher;
  };
  const operator = (options = {}) => watch({ adminSecret }, options);
  const home = () => watch({ apiKey: farm.credentials.apiKey });
  const submit = async (name: string, headers?: Record<string, string>): Promise<string> => {
    const reply = await farm.call<{ jobId: string }>('POST', '/v1/render', {
      json: { videoJSON: scene(name) },
      ...(headers ? { as: 'nobody' as const, headers } : {}),
    });
    expect(reply.status).toBe(200);
    return reply.body.jobId;
  };
  const orderOf = (id: string) =>
    eventually('the offer', () => agent.offers.find((offer) => offer.jobId === id));

  describe('who may watch', () => {
    test.each([
      ['nothing', {}],
      ['a wrong admin secret', { adminSecret: 'x'.repeat(40) }],
      ['a made-up key', { apiKey: 'vf_live_nobody' }],
      ['a made-up token', { token: 'nobody' }],
      ['an empty key', { apiKey: '' }],
      ['something else', { apiKey: { $gt: '' } }],
    ])('%s is refused before any message', async (_, auth) => {
      await expect(watch(auth)).rejects.toMatchObject({ data: { code: 'unauthorized' } });
    });

    test('the refusal is a sentence that says what to send', async () => {
      await expect(watch({})).rejects.toThrow(/Send one of \{token\}, \{apiKey\} and \{adminSecret\}/);
    });

    test('a person of the workspace by token; not a workspace they are not in', async () => {
      const { workspaceId } = await readCredentials();
      const person = await personIn(farm, workspaceId, 'member');
      const { scope } = await (await watch({ token: person.token })).first();
      expect(scope).toEqual({ kind: 'workspace', workspaceId });
      const other = await (await adminOf(farm))<{ id: string }>('POST', '/workspaces', { name: 'Elsewhere' });
      await expect(watch({ token: person.token, workspace: other.body.id })).rejects.toThrow();
    });
  });

  test('a picture first, then changes: a job from its acceptance to its end', async () => {
    const watcher = await operator();
    const picture = await watcher.first();
    expect(picture).toMatchObject({ scope: { kind: 'farm' }, jobs: [], attempts: [], orders: [] });
    expect(picture.agents).toEqual([
      expect.objectContaining({
        name: 'studio-1',
        presence: 'online',
        state: 'ready',
        accepting: true,
        slots: [{ engine: 'cpu', count: 4, taken: 0 }],
      }),
    ]);

    const id = await submit('Trailer');
    const order = await orderOf(id);
    for (const framesDone of [10, 20, 30])
      await agent.beat([{ order, percent: framesDone, framesDone }], { vitals: { cpuPercent: 42 } });
    await watcher.until('30 frames', ({ attempts }) => attempts.find((one) => one.framesDone === 30));
    const shown = watcher.picture;
    expect(shown?.jobs).toEqual([
      expect.objectContaining({ id, name: 'Trailer', state: 'rendering', progress: 30 }),
    ]);
    expect(shown?.attempts).toEqual([
      expect.objectContaining({
        jobId: id,
        kind: 'whole',
        engine: 'cpu',
        agentId: agent.agentId,
        framesTotal: 100,
      }),
    ]);
    expect(shown?.orders).toEqual([
      expect.objectContaining({ jobId: id, kind: 'whole', state: 'running', range: null, tries: 1 }),
    ]);
    expect(shown?.agents[0]).toMatchObject({
      slots: [{ engine: 'cpu', count: 4, taken: 1 }],
      vitals: { cpuPercent: 42 },
    });
    await agent.beat([{ order, percent: 60, framesDone: 60 }]);
    const moving = await watcher.until('a speed', ({ attempts }) => attempts.find(({ fps }) => fps !== null));
    const left = (100 - moving.framesDone) / (moving.fps ?? 0);
    // Speeds are shown rounded.
    expect(Math.abs((moving.etaSeconds ?? NaN) - left)).toBeLessThanOrEqual(1 + left / 100);

    await agent.finish(order);
    await watcher.until('the end', ({ jobs, orders }) => jobs.length + orders.length === 0 || undefined);
    const kinds = await watcher.until('the event of the end', ({ events }) => {
      const mine = events.filter(({ jobId }) => jobId === id);
      return mine.some(({ kind }) => kind === 'job.completed') ? mine : undefined;
    });
    expect(kinds.map(({ kind, name }) => [kind, name])).toEqual([
      ['job.accepted', 'Trailer'],
      ['job.started', 'Trailer'],
      ['job.completed', 'Trailer'],
    ]);
    expect(watcher.messages.map(({ name }) => name)).toEqual([
      'picture',
      ...watcher.changes.map(() => 'change'),
    ]);
  });

  test('agents come, are drained and go', async () => {
    const watcher = await operator();
    await watcher.first();
    const second = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, name: 'studio-2' });
    await watcher.until('it joined', ({ events }) =>
      events.find(({ kind, name }) => kind === 'agent.joined' && name === 'studio-2'),
    );
    await second.beat([], { accepting: false, notAcceptingReason: 'the work disk is full' });
    const full = await watcher.until('it is full', ({ agents }) =>
      agents.find(({ id, accepting }) => id === second.agentId && !accepting),
    );
    expect(full.presence).toBe('online');
    second.drop();
    await watcher.until('it left', ({ events }) =>
      events.find(({ kind, agentId }) => kind === 'agent.left' && agentId === second.agentId),
    );
  });

  test('a workspace with much work cuts nothing from another; places are counted whole', async () => {
    const admin = await adminOf(farm);
    const rival = await admin<{ id: string }>('POST', '/workspaces', { name: 'Busy' });
    const key = await admin<{ apiKey: string }>('POST', '/keys', {
      name: 'busy',
      workspaceId: rival.body.id,
    });
    const [theirs, own] = [await submit('Long', { 'x-api-key': key.body.apiKey }), await submit('Short')];
    for (const id of [theirs, own]) await agent.beat([{ order: await orderOf(id), percent: 1 }]);
    // As many older pieces and attempts of theirs as no picture holds.
    const db = farm.app.get(DataSource);
    await db.query(
      `WITH many AS (
         INSERT INTO work_orders SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),
           'created_at', now() - interval '1 h'))).*
         FROM work_orders o, generate_series(1, 4100) WHERE o.job_id = $1 RETURNING id)
       INSERT INTO attempts SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
         'order_id', many.id, 'created_at', now() - interval '1 h'))).*
       FROM attempts a, many WHERE a.job_id = $1`,
      [theirs],
    );
    const [tenant, all] = [await home(), await operator()];
    const { orders, attempts } = await tenant.first();
    const whole = await all.first();
    await db.query('DELETE FROM work_orders WHERE job_id = $1 AND id <> $2', [
      theirs,
      (await orderOf(theirs)).orderId,
    ]);
    expect(orders.filter(({ jobId }) => jobId === own)).toHaveLength(1);
    expect(attempts.filter(({ jobId }) => jobId === own)).toHaveLength(1);
    expect([whole.orders.length, whole.attempts.length]).toEqual([4000, 2000]);
    expect(whole.attempts.some(({ jobId }) => jobId === own)).toBe(true);
    expect(whole.agents.find(({ id }) => id === agent.agentId)?.slots).toEqual([
      { engine: 'cpu', count: 4, taken: 4102 },
    ]);
    for (const id of [theirs, own]) await agent.finish(await orderOf(id));
  });

  test('a member never sees work of another workspace, nor machines: in no picture and no change', async () => {
    const admin = await adminOf(farm);
    const other = await admin<{ id: string }>('POST', '/workspaces', { name: 'Rival' });
    const key = await admin<{ id: string; apiKey: string }>('POST', '/keys', {
      name: 'rival',
      workspaceId: other.body.id,
    });
    const rivalHeaders = { 'x-api-key': key.body.apiKey };
    const before = await submit('Rival before', rivalHeaders);

    const [mine, theirs, all] = [await home(), await watch({ apiKey: key.body.apiKey }), await operator()];
    await Promise.all([mine.first(), theirs.first(), all.first()]);
    const after = await submit('Rival after', rivalHeaders);
    const own = await submit('Our own');
    for (const id of [before, after, own]) {
      const order = await orderOf(id);
      await agent.beat([{ order, percent: 50 }]);
      await all.until('it runs', ({ attempts }) => attempts.find(({ jobId }) => jobId === id));
      await agent.finish(order);
    }
    const ended = (watcher: LiveWatcher, id: string) =>
      watcher.until(`the end of ${id}`, ({ events }) =>
        events.find(({ jobId, kind }) => jobId === id && kind === 'job.completed'),
      );
    await Promise.all([ended(all, own), ended(all, after), ended(mine, own), ended(theirs, after)]);

    const secrets = [other.body.id, before, after, 'Rival', agent.agentId, 'studio-'];
    const seen = JSON.stringify(mine.messages);
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(seen).toContain('Our own');
    const rivalSaw = JSON.stringify(theirs.messages);
    expect(['Our own', own, agent.agentId].filter((secret) => rivalSaw.includes(secret))).toEqual([]);
    // The same search finds them where they may be seen.
    const allSaw = JSON.stringify(all.messages);
    expect(secrets.filter((secret) => !allSaw.includes(secret))).toEqual([]);
  });

  test('many changes are few messages: at most one in half a second, and the last state arrives', async () => {
    const watcher = await operator();
    await watcher.first();
    const id = await submit('Busy');
    const order = await orderOf(id);
    for (let percent = 1; percent <= 90; percent++)
      await agent.beat([{ order, percent, framesDone: percent }]);
    await watcher.until('90 frames', ({ attempts }) => attempts.find(({ framesDone }) => framesDone === 90));
    const gaps = watcher.messages.slice(1).map(({ at }, index) => at - (watcher.messages[index]?.at ?? 0));
    // Timers may fire late and the next one on time; over the whole the rate holds.
    const seconds = ((watcher.messages.at(-1)?.at ?? 0) - (watcher.messages[0]?.at ?? 0)) / 1000;
    expect(gaps.length).toBeLessThanOrEqual(Math.ceil(seconds * 2) + 1);
    expect(gaps.length).toBeLessThan(90);
    await agent.finish(order);
  });

  test('a watcher that does not answer gets nothing more, then one change for all it missed', async () => {
    const [slow, quick] = [await operator({ answers: false }), await operator()];
    await Promise.all([slow.first(), quick.first()]);
    const id = await submit('Missed');
    const order = await orderOf(id);
    for (const percent of [10, 20, 30, 40]) {
      await agent.beat([{ order, percent }]);
      await quick.until(`${percent} percent`, ({ jobs }) => jobs.find((job) => job.progress === percent));
    }
    expect(slow.messages).toHaveLength(1);
    expect(quick.changes.length).toBeGreaterThanOrEqual(4);
    slow.seen();
    await slow.until('the newest', ({ jobs }) => jobs.find((job) => job.progress === 40));
    expect(slow.changes).toHaveLength(1);
    expect(slow.picture).toEqual(quick.picture);
    await agent.finish(order);
  });

  test('a watcher that lost its way asks for a whole picture; nonsense changes nothing', async () => {
    const watcher = await operator();
    await watcher.first();
    for (const nonsense of [-1, 'x', null, { a: 1 }, 10 ** 9]) watcher.say('seen', nonsense);
    watcher.say('attempt.done', { attemptId: 'x' });
    watcher.say('look');
    await eventually('a second picture', () =>
      watcher.messages.filter(({ name }) => name === 'picture').length === 2 ? true : undefined,
    );
    expect(watcher.connected).toBe(true);
  });

  test('while nobody watches no timer runs and nothing is asked', async () => {
    const feed = farm.app.get(LiveFeed);
    await eventually('nobody', () =>
      feed.watchers().farm + feed.watchers().workspace === 0 ? true : undefined,
    );
    expect(feed.isIdle).toBe(true);
    const watcher = await home();
    await watcher.first();
    expect(feed.watchers()).toEqual({ farm: 0, workspace: 1 });
    expect(feed.isIdle).toBe(false);
  });

  test('a key that was revoked ends the watching at the next look at credentials', async () => {
    const admin = await adminOf(farm);
    const { workspaceId } = await readCredentials();
    const key = await admin<{ id: string; apiKey: string }>('POST', '/keys', { name: 'short', workspaceId });
    const [gone, stays] = [await watch({ apiKey: key.body.apiKey }), await home()];
    await Promise.all([gone.first(), stays.first()]);
    expect((await admin('DELETE', `/keys/${key.body.id}`)).status).toBe(200);
    await farm.app.get(LiveGateway).admitAgain();
    await eventually('it is cut', () => (gone.connected ? undefined : true));
    expect(stays.connected).toBe(true);
  });

  async function readCredentials(): Promise<{ workspaceId: string }> {
    return JSON.parse(await readFile(join(farm.dataDir, 'credentials.json'), 'utf8')) as {
      workspaceId: string;
    };
  }
});
