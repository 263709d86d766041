import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
// First: it loads the modules in their order.
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { AgentSessions } from '../../../coordinator/src/farm/agent-sessions.js';
import { QuarantinesService } from '../../../coordinator/src/farm/quarantine/quarantines.service.js';
import { AgentsService } from '../../../coordinator/src/farm/index.js';
import { JobsService, type Job } from '../../../coordinator/src/jobs/index.js';
import { Clock } from '../../../coordinator/src/platform/clock.js';
import { MasterKey } from '../../../coordinator/src/platform/crypto/master-key.js';
import { LOGGER, type Logger } from '../../../coordinator/src/platform/logger.js';
import { CoordinatorsRepository } from '../../../coordinator/src/platform/neighbours/coordinators.repository.js';
import { Neighbours, NotOneFarm } from '../../../coordinator/src/platform/neighbours/neighbours.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startRedis, type TestRedis } from '../../setup/redis.js';
import { testWith } from '../../setup/test-with.js';

jest.setTimeout(30_000);

const SHARED = {
  FRAMEFARM_SECRET_KEY: 'the-same-master-key-in-all-coordinators',
  FRAMEFARM_BOOTSTRAP_API_KEY: 'one-key-for-all',
  FRAMEFARM_BOOTSTRAP_JOIN_TOKEN: 'vf_join_the_same_for_all',
};

/** Two coordinators that know of each other, A and B, and an agent at B. */
class Pair {
  private constructor(
    readonly a: TestCoordinator,
    readonly b: TestCoordinator,
    readonly agent: FakeAgent,
    private readonly files: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Pair> {
    const files = await mkdtemp(join(tmpdir(), 'framefarm-shared-'));
    const settings = { ...SHARED, FRAMEFARM_FILES: files, ...env };
    const a = await startTestCoordinator({ env: settings });
    const b = await startTestCoordinator({ env: settings, beside: a });
    await a.app.get(Neighbours).beat();
    const joinToken = SHARED.FRAMEFARM_BOOTSTRAP_JOIN_TOKEN;
    return new Pair(a, b, await FakeAgent.ready({ url: b.url, joinToken }), files);
  }

  async stop(): Promise<void> {
    this.agent.drop();
    await this.b.stop();
    await this.a.stop();
    await rm(this.files, { recursive: true, force: true });
  }

  jobs(at: TestCoordinator): JobsService {
    return at.app.get(JobsService);
  }

  async submit(at: TestCoordinator): Promise<Job> {
    const { job } = await this.jobs(at).submit(
      { workspaceId: at.credentials.workspaceId },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: at.url,
      },
    );
    return job;
  }
}

/** What has to hold with and without Redis; the same sentences, only sooner or later. */
async function provesOneFarm(pair: Pair): Promise<void> {
  const { a, b, agent } = pair;
  // Submitted at A, offered by B, its end is seen by a long poll at A.
  const job = await pair.submit(a);
  const ended = a.call<{ status: string }>('GET', `/v1/render/${job.id}`, {
    headers: { prefer: 'wait=20' },
  });
  await agent.finish(await agent.offer(0));
  await eventually('the end', async () => {
    const { state } = await pair.jobs(a).require(job.workspaceId, job.id);
    return state === 'completed' || undefined;
  });
  expect((await ended).status).toBe(200);

  // Cancelled at A, stopped at B's agent; and its beat says the same.
  const unwanted = await pair.submit(a);
  const order = await agent.offer(1);
  await pair.jobs(a).cancel(unwanted.workspaceId, unwanted.id);
  const beat = await agent.beat([{ order, percent: 10 }]);
  expect(beat).toMatchObject({ ok: true, stop: [{ attemptId: order.attemptId, reason: 'cancelled' }] });

  // Drained and asked to measure anew at A, told at B; a quarantine that is lifted at A is at B too.
  const agents = a.app.get(AgentsService);
  await a.app.get(DataSource).query(
    `INSERT INTO agent_quarantines (agent_id, engine, order_ids, level, until, message, changed_at)
     VALUES ($1, 'nvenc', '{}', 1, now() + interval '1 hour', 'broken', now())`,
    [agent.agentId],
  );
  const atB = b.app.get(QuarantinesService);
  const open = () => atB.openRooms(agent.agentId, [{ engine: 'nvenc', slots: 1, makes: [] }]).length;
  await atB.load([agent.agentId]);
  expect(open()).toBe(0);
  expect(await a.app.get(QuarantinesService).lift(agent.agentId, 'nvenc')).toBe(true);
  await agents.probe(agent.agentId);
  await agents.setDrain(agent.agentId, 'finish');
  await eventually('the drain', () => agent.drains.includes('finish') || undefined);
  await eventually('the probe', () => agent.probes === 1 || undefined);
  await eventually('the lift', () => open() === 1 || undefined);
  expect((await agents.list()).map(({ connected, presence }) => [connected, presence])).toEqual([
    [true, 'online'],
  ]);
  await agents.setDrain(agent.agentId, null);
  await eventually('the end of the drain', () => agent.drains.at(-1) === 'off' || undefined);
  expect(b.app.get(Neighbours).alone).toBe(false);
}

describe('two coordinators on one database', () => {
  let pair: Pair | undefined;
  let redis: TestRedis | undefined;
  afterEach(async () => {
    await pair?.stop();
    await redis?.stop();
    pair = redis = undefined;
  });

  test('are one farm without Redis', async () => {
    pair = await Pair.start();
    await provesOneFarm(pair);
  });

  testWith('redis-server')('are one farm with Redis, also after it was away', async () => {
    redis = await startRedis();
    pair = await Pair.start({ FRAMEFARM_REDIS_URL: redis.url });
    const { a, agent } = pair;
    await redis.subscribers(2);
    const stopped = await pair.submit(a);
    await agent.offer(0);
    await pair.jobs(a).cancel(stopped.workspaceId, stopped.id);
    // No beat asked for it: the wake-up did.
    await eventually('the stop', () => agent.stops.length > 0 || undefined);
    await redis.kill();
    const meanwhile = await pair.submit(a);
    const order = await agent.offer(1);
    expect(order.jobId).toBe(meanwhile.id);
    await pair.jobs(a).cancel(meanwhile.workspaceId, meanwhile.id);
    expect(await agent.beat([{ order, percent: 1 }])).toMatchObject({ stop: [{ reason: 'cancelled' }] });
    await redis.restart();
    await redis.subscribers(2);
    const stops = agent.stops.length;
    const later = await pair.submit(a);
    await agent.offer(2);
    await pair.jobs(a).cancel(later.workspaceId, later.id);
    await eventually('the stop after the outage', () => agent.stops.length > stops || undefined);
  });

  test('an agent that moves is served by one of them, and its work goes on', async () => {
    pair = await Pair.start();
    const { a, b, agent } = pair;
    const job = await pair.submit(b);
    const order = await agent.offer(0);
    // B has not noticed that its line is dead when the agent says hello at A.
    await agent.connect(a.url);
    const { attemptId, orderId, token } = order;
    expect(await agent.hello([{ attemptId, orderId, token }])).toMatchObject({
      ok: true,
      running: [{ attemptId, verdict: 'keep' }],
    });
    await eventually('B to let go', () => b.app.get(AgentSessions).size === 0 || undefined);
    expect(await agent.finish(order)).toMatchObject({ ok: true, applied: true });
    expect((await pair.jobs(b).require(job.workspaceId, job.id)).state).toBe('completed');
    const [view] = await b.app.get(AgentsService).list();
    expect(view).toMatchObject({ connected: true, servedBy: a.app.get(Neighbours).id });
  });

  test('one that leaves is not ready, sends its agents away and takes no new ones', async () => {
    pair = await Pair.start();
    const { a, b, agent } = pair;
    expect((await b.call('GET', '/health/ready', { as: 'nobody' })).status).toBe(200);
    await b.leave();
    const { status, body } = await b.call('GET', '/health/ready', { as: 'nobody' });
    expect([status, body]).toEqual([503, { status: 'not-ready', reason: 'leaving' }]);
    expect((await b.call('GET', '/v1/render')).status).toBe(200);
    await eventually('the agent to be sent away', () => !agent.connected || undefined);
    expect(agent.byes).toBe(1);
    await expect(agent.connect()).rejects.toThrow(/leaving/);
    await agent.connect(a.url);
    await agent.hello();
    const job = await pair.submit(b);
    expect((await agent.offer(0)).jobId).toBe(job.id);
  });

  test.each([
    [{ FRAMEFARM_SECRET_KEY: 'another-master-key-than-the-others-have' }, /FRAMEFARM_SECRET_KEY/],
    [{ FRAMEFARM_FILES: join(tmpdir(), `framefarm-elsewhere-${process.pid}`) }, /FRAMEFARM_FILES/],
  ])('one that is of another farm does not start: %j', async (different, sentence) => {
    pair = await Pair.start();
    const files = (different as { FRAMEFARM_FILES?: string }).FRAMEFARM_FILES;
    const env = { ...SHARED, FRAMEFARM_FILES: pair.a.dataDir, ...different };
    await expect(startTestCoordinator({ env, beside: pair.a })).rejects.toThrow(sentence);
    await expect(startTestCoordinator({ env, beside: pair.a })).rejects.toBeInstanceOf(NotOneFarm);
    if (files) await rm(files, { recursive: true, force: true });
  });

  test('one that is refused is never there for others to be measured by', async () => {
    pair = await Pair.start();
    const { app } = pair.a;
    const logger = app.get<Logger>(LOGGER);
    const stranger = new Neighbours(
      app.get(CoordinatorsRepository),
      app.get(MasterKey),
      app.get(Clock),
      logger,
    );
    await expect(stranger.join('files of another farm')).rejects.toBeInstanceOf(NotOneFarm);
    const rows = await app.get(DataSource).query<{ id: string }[]>('SELECT id FROM coordinators');
    expect(rows.map(({ id }) => id)).not.toContain(stranger.id);
  });

  test('three that start at once on an empty database make one workspace, one key and one token', async () => {
    const files = await mkdtemp(join(tmpdir(), 'framefarm-shared-'));
    const env = { ...SHARED, FRAMEFARM_FILES: files };
    const first = await startTestCoordinator({ env });
    const more = await Promise.all([1, 2].map(() => startTestCoordinator({ env, beside: first })));
    const ids = [first, ...more].map((one) => one.credentials.workspaceId);
    expect(new Set(ids).size).toBe(1);
    for (const one of [...more, first]) await one.stop();
    await rm(files, { recursive: true, force: true });
  });
});
