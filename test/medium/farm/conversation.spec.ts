import { JobsService, LeaseSweeperService, type Job } from '../../../coordinator/src/jobs/index.js';
import { WIRE_VERSION } from '../../../shared/src/wire/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { eventually, FakeAgent, refOf, type FakeAgentOptions } from '../../fakes/fake-agent.js';
import { minimalScene } from '../../fakes/minimal-scene.js';

jest.setTimeout(25_000);

/** Short enough that tests of lost leases take a second. */
const TTL_SECONDS = 1;

describe('the conversation with an agent', () => {
  let farm: TestCoordinator;
  let agents: FakeAgent[] = [];

  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_LEASE_TTL: String(TTL_SECONDS) } });
  });
  afterEach(async () => {
    for (const agent of agents) agent.drop();
    agents = [];
    for (const job of await jobs().list(workspace(), { limit: 50 }))
      if (job.state === 'pending' || job.state === 'rendering') await jobs().cancel(workspace(), job.id);
  });
  afterAll(() => farm.stop());

  const jobs = (): JobsService => farm.app.get(JobsService);
  const workspace = (): string => farm.credentials.workspaceId;
  const submit = async (): Promise<Job> => {
    const { job } = await jobs().submit(
      { workspaceId: workspace() },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: farm.url,
      },
    );
    return job;
  };
  const seen = async (job: Job): Promise<Job> => jobs().require(workspace(), job.id);
  const reaches = (job: Job, state: Job['state']): Promise<Job> =>
    eventually(`job ${state}`, async () => {
      const now = await seen(job);
      return now.state === state ? now : undefined;
    });
  const agent = async (options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> => {
    const made = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, ...options });
    agents.push(made);
    return made;
  };

  describe('joining', () => {
    test('a wrong token, a wrong credential and none at all are refused before any event', async () => {
      const stranger = new FakeAgent({ url: farm.url, joinToken: 'vf_join_wrong' });
      await expect(stranger.join()).rejects.toThrow(/not valid/);
      stranger.credential = 'vf_agent_wrong';
      await expect(stranger.connect()).rejects.toThrow(/not valid/);
      stranger.credential = undefined;
      await expect(stranger.connect()).rejects.toThrow(/not valid/);
    });
    test('may be repeated until the first hello, and then not', async () => {
      const fresh = new FakeAgent({ url: farm.url, joinToken: farm.joinToken });
      agents.push(fresh);
      const first = await fresh.join();
      const second = await fresh.join();
      expect([first.ok, second.ok]).toEqual([true, true]);
      await fresh.connect();
      await fresh.hello();
      expect(await fresh.join()).toMatchObject({ ok: false, code: 'already-joined' });
    });
    test('a joining agent may say nothing else, and a member may not join again', async () => {
      const member = await agent();
      expect(await member.askRaw('join', { agentId: member.agentId, name: 'x' })).toMatchObject({
        ok: false,
        code: 'wrong-door',
      });
    });
    test('an agent of another wire version is told to upgrade', async () => {
      const old = new FakeAgent({ url: farm.url, joinToken: farm.joinToken, version: '9.0' });
      agents.push(old);
      await old.join();
      await old.connect();
      expect(await old.hello()).toMatchObject({ ok: false, code: 'unsupported-version' });
    });
  });

  test('an agent one minor version older is served, from hello to the end of a job', async () => {
    const [major, minor] = WIRE_VERSION.split('.').map(Number);
    const old = await agent({ version: `${major}.${(minor ?? 0) - 1}` });
    const job = await submit();
    const order = await old.offer();
    expect((await old.beat([{ order, percent: 40 }])).ok).toBe(true);
    await old.finish(order);
    expect((await seen(job)).state).toBe('completed');
  });

  describe('messages', () => {
    test('what does not parse is answered and changes nothing', async () => {
      const talker = await agent();
      expect(await talker.askRaw('beat', { nonsense: true })).toMatchObject({
        ok: false,
        code: 'bad-message',
      });
      expect(await talker.askRaw('attempt.done', null)).toMatchObject({ ok: false, code: 'bad-message' });
      expect((await talker.beat()).ok).toBe(true);
    });
    test('a beat before hello, or of another boot: say hello', async () => {
      const shy = new FakeAgent({ url: farm.url, joinToken: farm.joinToken });
      agents.push(shy);
      await shy.join();
      await shy.connect();
      expect(await shy.beat()).toMatchObject({ ok: false, code: 'say-hello' });
    });
  });

  test('a whole job: offer, progress, files, done; one hundred only at the end', async () => {
    const renderer = await agent();
    const job = await submit();
    expect(job).toMatchObject({ state: 'pending', progress: 0, cost: 0.04, frames: { done: 0, total: 60 } });
    const order = await renderer.offer();
    expect(order).toMatchObject({ jobId: job.id, token: 1, engine: 'cpu' });
    await reaches(job, 'rendering');
    await renderer.beat([{ order, percent: 40, framesDone: 24 }]);
    expect(await seen(job)).toMatchObject({ progress: 40, stage: 'rendering', frames: { done: 24 } });
    // Beats may overtake each other: an older one lowers nothing.
    await renderer.beat([{ order, percent: 10, framesDone: 6 }]);
    expect(await seen(job)).toMatchObject({ progress: 40, frames: { done: 24 } });
    await renderer.beat([{ order, percent: 99, phase: 'uploading', framesDone: 60 }]);
    expect(await seen(job)).toMatchObject({ progress: 99, stage: 'uploading', state: 'rendering' });
    expect(await renderer.finish(order)).toEqual({ ok: true, applied: true });
    const finished = await seen(job);
    expect(finished).toMatchObject({ state: 'completed', progress: 100, stage: 'completed', error: null });
    expect(finished.outputs?.master.key).toContain(order.attemptId);
    const link = await jobs().grantFile(finished, 'master', { origin: farm.url });
    const file = await fetch(link.url);
    expect([file.status, await file.text()]).toEqual([200, `video of ${order.attemptId}`]);
    expect(link.fileName).toBe('film.mp4');
  });

  test('a report that comes twice is applied once', async () => {
    const renderer = await agent();
    const job = await submit();
    const order = await renderer.offer();
    const result = await renderer.upload(order);
    const answers = await Promise.all([1, 2, 3, 4].map(() => renderer.done(order, result)));
    expect(answers.filter((answer) => answer.ok && answer.applied)).toHaveLength(1);
    expect(answers.filter((answer) => answer.ok && answer.reason === 'already')).toHaveLength(3);
    expect((await seen(job)).state).toBe('completed');
  });

  test('a result whose files are not there is not published', async () => {
    const renderer = await agent();
    const job = await submit();
    const order = await renderer.offer();
    const result = await renderer.upload(order);
    const [master] = result.files;
    if (!master) throw new Error('no master');
    await renderer.done(order, { ...result, files: [{ ...master, key: `${master.key}.missing` }] });
    const again = await renderer.offer(1);
    expect((await seen(job)).progress).toBeLessThan(100);
    expect(again).toMatchObject({ jobId: job.id, token: 2 });
    await renderer.finish(again);
    expect((await seen(job)).state).toBe('completed');
  });

  test('files outside the attempt are not published, whoever names them', async () => {
    const renderer = await agent();
    const first = await submit();
    const one = await renderer.offer();
    const theirs = await renderer.upload(one);
    await renderer.done(one, theirs);
    await reaches(first, 'completed');
    const job = await submit();
    const order = await renderer.offer(1);
    await renderer.done(order, theirs);
    await renderer.offer(2);
    expect((await seen(job)).state).not.toBe('completed');
  });

  describe('failures', () => {
    test('one that a retry cannot help ends the job with its sentence', async () => {
      const renderer = await agent();
      const job = await submit();
      await renderer.fail(await renderer.offer(), 'source-not-found', 'Layer 2 (image): not found.');
      expect(await seen(job)).toMatchObject({
        state: 'failed',
        error: 'Layer 2 (image): not found.',
        failureCode: 'source-not-found',
      });
    });
    test('one that a retry can help is tried on another agent first', async () => {
      const [a, b] = [await agent({ name: 'a' }), await agent({ name: 'b' })];
      const job = await submit();
      const first = await eventually('an offer', () => a.offers[0] ?? b.offers[0]);
      const [failing, other] = a.offers[0] ? [a, b] : [b, a];
      await failing.fail(first, 'agent-drained');
      await failing.fail(first, 'crashed');
      const second = await eventually('another offer', () => a.offers[1] ?? b.offers[1] ?? other.offers[0]);
      expect(second.token).toBe(2);
      await (other.offers.includes(second) ? other : failing).fail(second, 'crashed');
      await eventually('a third offer', () => (a.offers.length + b.offers.length >= 3 ? true : undefined));
      expect((await seen(job)).state).toBe('rendering');
    });
    test('a crash goes to the other agent', async () => {
      const [a, b] = [await agent({ name: 'a' }), await agent({ name: 'b' })];
      const job = await submit();
      const first = await eventually('an offer', () => a.offers[0] ?? b.offers[0]);
      const [failing, other] = a.offers[0] ? [a, b] : [b, a];
      await failing.fail(first, 'crashed');
      const second = await other.offer();
      expect(second).toMatchObject({ orderId: first.orderId, token: 2 });
      expect(failing.offers).toHaveLength(1);
      await other.finish(second);
      expect((await seen(job)).state).toBe('completed');
    });
    test('agents that are killed cost the job nothing, until twenty went down with it', async () => {
      const renderer = await agent();
      const job = await submit();
      for (let index = 0; index < 19; index++)
        await renderer.fail(await renderer.offer(index), 'agent-lost', 'Gone.');
      const last = await renderer.offer(19);
      expect((await seen(job)).state).toBe('rendering');
      await renderer.fail(last, 'agent-lost', 'Gone.');
      expect(await seen(job)).toMatchObject({
        state: 'failed',
        error: 'Gone. (Given up after 20 attempts.)',
      });
      expect(renderer.offers).toHaveLength(20);
    });
    test('a failed hardware encoder lowers the rung of this order only', async () => {
      const gpu = await agent({
        engines: ['cpu', 'nvenc'],
        slots: [
          { engine: 'cpu', count: 1 },
          { engine: 'nvenc', count: 1 },
        ],
      });
      await submit();
      const first = await gpu.offer();
      expect(first.engine).toBe('nvenc');
      await gpu.fail(first, 'encoder-failed');
      expect(await gpu.offer(1)).toMatchObject({ orderId: first.orderId, engine: 'cpu' });
      await submit();
      expect(await gpu.offer(2)).toMatchObject({ engine: 'nvenc' });
    });
  });

  describe('offers', () => {
    test('a refusal is not counted and the order waits again', async () => {
      let refusals = 2;
      const picky = await agent({
        onOffer: () =>
          refusals-- > 0 ? { accepted: false, reason: 'no-slot', message: 'busy' } : { accepted: true },
      });
      const job = await submit();
      const third = await picky.offer(2);
      expect(third.token).toBe(3);
      expect(await picky.finish(third)).toMatchObject({ applied: true });
      expect((await seen(job)).state).toBe('completed');
    });
    test('the ack of an offer is lost: the beat that names the attempt is as good', async () => {
      const quiet = await agent({ onOffer: () => undefined });
      const job = await submit();
      const order = await quiet.offer();
      expect((await seen(job)).state).toBe('pending');
      expect(await quiet.beat([{ order, percent: 5 }])).toMatchObject({ ok: true, stop: [] });
      expect(await seen(job)).toMatchObject({ state: 'rendering', progress: 5 });
      // The missing ack is judged after five seconds; the attempt goes on all the same.
      for (let i = 0; i < 24; i++) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        expect(await quiet.beat([{ order, percent: 6 + i }])).toMatchObject({ ok: true, stop: [] });
      }
      expect(await quiet.finish(order)).toMatchObject({ applied: true });
    });
    test('no more than the slots, highest priority first', async () => {
      const busy = await agent({ slots: [{ engine: 'cpu', count: 2 }] });
      await Promise.all([submit(), submit(), submit(), submit()]);
      await busy.offer(1);
      const { job: urgent } = await jobs().submit(
        { workspaceId: workspace() },
        {
          work: { kind: 'render', scene: minimalScene() },
          document: {},
          name: 'urgent',
          dialect: 'ilve',
          origin: '',
          priority: 9,
        },
      );
      await busy.beat([
        { order: await busy.offer(0), percent: 1 },
        { order: await busy.offer(1), percent: 1 },
      ]);
      expect(busy.offers).toHaveLength(2);
      await busy.finish(await busy.offer(0));
      expect((await busy.offer(2)).jobId).toBe(urgent.id);
    });
    test('an order that is too large for one agent waits for a larger one', async () => {
      const small = await agent({ maxSide: 320 });
      const job = await submit();
      const large = await agent({ maxSide: 4096 });
      expect((await large.offer()).jobId).toBe(job.id);
      expect(small.offers).toHaveLength(0);
    });
    test('an agent that accepts nothing is offered nothing', async () => {
      const full = await agent();
      await full.beat([], { accepting: false, notAcceptingReason: 'disk full' });
      const job = await submit();
      await full.beat([], { accepting: false });
      expect((await seen(job)).state).toBe('pending');
      expect(full.offers).toHaveLength(0);
      await full.beat([], { accepting: true });
      await full.offer();
    });
  });

  describe('cancel', () => {
    test('of a waiting job: at once, and nobody is offered it', async () => {
      const job = await submit();
      expect(await jobs().cancel(workspace(), job.id)).toMatchObject({
        previousState: 'pending',
        job: { state: 'cancelled' },
      });
      const late = await agent();
      await late.beat();
      expect(late.offers).toHaveLength(0);
      await expect(jobs().cancel(workspace(), job.id)).rejects.toMatchObject({ code: 'conflict' });
    });
    test('of a running one: the agent is told, its report does not count, its slot is free', async () => {
      const renderer = await agent();
      const job = await submit();
      const order = await renderer.offer();
      await reaches(job, 'rendering');
      const result = await renderer.upload(order);
      await jobs().cancel(workspace(), job.id);
      const stop = await eventually('work.stop', () => renderer.stops[0]);
      expect(stop).toMatchObject({ attemptId: order.attemptId, reason: 'cancelled' });
      expect(await renderer.beat([{ order, percent: 50 }])).toMatchObject({
        stop: [{ attemptId: order.attemptId, reason: 'cancelled' }],
      });
      expect(await renderer.fail(order, 'cancelled')).toMatchObject({ applied: false, reason: 'already' });
      expect(await renderer.done(order, result)).toMatchObject({ applied: false, reason: 'lease-lost' });
      expect((await seen(job)).state).toBe('cancelled');
      const next = await submit();
      expect((await renderer.offer(1)).jobId).toBe(next.id);
    });
  });

  describe('lost agents', () => {
    /** Lets the sweeper look, as its own timer would. */
    const sweep = (): Promise<void> => farm.app.get(LeaseSweeperService).tick();

    test('a silent one loses its lease; its late result is refused and deleted, the second one is published', async () => {
      const silent = await agent({ name: 'silent' });
      const job = await submit();
      const order = await silent.offer();
      await reaches(job, 'rendering');
      const late = await silent.upload(order, 'late');
      const other = await agent({ name: 'other' });
      const again = await eventually('the order goes to the other', async () => {
        await sweep();
        await other.beat(other.offers[0] ? [{ order: other.offers[0], percent: 1 }] : []);
        return other.offers[0];
      });
      expect(again).toMatchObject({ orderId: order.orderId, token: 2 });
      expect(await silent.beat([{ order, percent: 90 }])).toMatchObject({
        stop: [{ attemptId: order.attemptId, reason: 'lease-lost' }],
      });
      const answer = await silent.done(order, late);
      expect(answer).toMatchObject({ applied: false, reason: 'lease-lost' });
      expect(await other.finish(again)).toMatchObject({ applied: true });
      const finished = await seen(job);
      expect(finished.outputs?.master.key).toContain(again.attemptId);
      // Whichever came last, the loser's report or the winner's, one published file stays.
      expect(await silent.done(order, late)).toMatchObject({ applied: false });
      const link = await jobs().grantFile(finished, 'master', { origin: farm.url });
      expect(await (await fetch(link.url)).text()).toBe(`video of ${again.attemptId}`);
      await expect(silent.upload(order)).rejects.toThrow(/lease-lost/);
    });

    test('one that beats keeps its lease for as long as it wants', async () => {
      const steady = await agent();
      const job = await submit();
      const order = await steady.offer();
      for (let i = 0; i < 10; i++) {
        await new Promise((resolve) => setTimeout(resolve, TTL_SECONDS * 300));
        await sweep();
        expect(await steady.beat([{ order, percent: i }])).toMatchObject({ ok: true, stop: [] });
      }
      expect(await steady.finish(order)).toMatchObject({ applied: true });
      expect((await seen(job)).state).toBe('completed');
    });

    test('a line that breaks and comes back: the attempt is kept', async () => {
      const flaky = await agent();
      const job = await submit();
      const order = await flaky.offer();
      await reaches(job, 'rendering');
      flaky.drop();
      await flaky.connect();
      expect(await flaky.hello([refOf(order)])).toMatchObject({
        running: [{ attemptId: order.attemptId, verdict: 'keep' }],
      });
      expect(await flaky.finish(order)).toMatchObject({ applied: true });
      expect(flaky.offers).toHaveLength(1);
    });

    test('one that was restarted without its attempt: the order is offered again at once', async () => {
      const mortal = await agent();
      const job = await submit();
      const order = await mortal.offer();
      await reaches(job, 'rendering');
      mortal.die();
      await mortal.connect();
      await mortal.hello([]);
      const again = await mortal.offer(1);
      expect(again).toMatchObject({ orderId: order.orderId, token: 2 });
      expect(await mortal.finish(again)).toMatchObject({ applied: true });
    });

    test('attempts that nobody knows are stopped at hello', async () => {
      const odd = await agent();
      const ref = { attemptId: odd.agentId, orderId: odd.agentId, token: 1 };
      expect(await odd.hello([ref])).toMatchObject({
        running: [{ attemptId: odd.agentId, verdict: 'stop', reason: 'lease-lost' }],
      });
    });

    test('somebody else cannot report, upload or renew', async () => {
      const [owner, thief] = [await agent(), await agent({ slots: [{ engine: 'cpu', count: 0 }] })];
      const job = await submit();
      const order = await owner.offer();
      const result = await owner.upload(order);
      expect(await thief.done(order, result)).toMatchObject({ applied: false, reason: 'unknown' });
      await expect(thief.upload(order)).rejects.toThrow(/lease-lost/);
      expect(await thief.beat([{ order, percent: 3 }])).toMatchObject({ stop: [{ reason: 'lease-lost' }] });
      expect(await owner.done(order, result)).toMatchObject({ applied: true });
      expect((await seen(job)).state).toBe('completed');
    });
  });
});
