import { LeaseSweeperService } from '../../../coordinator/src/jobs/index.js';
import { eventually, refOf } from '../../fakes/fake-agent.js';
import { ConversationFarm, TTL_SECONDS } from './conversation-farm.js';

jest.setTimeout(25_000);

let farm: ConversationFarm;
beforeAll(async () => {
  farm = await ConversationFarm.start();
});
afterEach(() => farm.tidy());
afterAll(() => farm.stop());

describe('lost agents', () => {
  /** Lets the sweeper look, as its own timer would. */
  const sweep = (): Promise<void> => farm.app.get(LeaseSweeperService).tick();

  test('a silent one loses its lease; its late result is refused and deleted, the second one is published', async () => {
    const silent = await farm.agent({ name: 'silent' });
    const job = await farm.submit();
    const order = await silent.offer();
    await farm.reaches(job, 'rendering');
    const late = await silent.upload(order, 'late');
    const other = await farm.agent({ name: 'other' });
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
    const finished = await farm.seen(job);
    expect(finished.outputs?.master.key).toContain(again.attemptId);
    // Whichever came last, the loser's report or the winner's, one published file stays.
    expect(await silent.done(order, late)).toMatchObject({ applied: false });
    const link = await farm.jobs.grantFile(finished, 'master', { origin: farm.url });
    expect(await (await fetch(link.url)).text()).toBe(`video of ${again.attemptId}`);
    await expect(silent.upload(order)).rejects.toThrow(/lease-lost/);
  });

  test('one that beats keeps its lease for as long as it wants', async () => {
    const steady = await farm.agent();
    const job = await farm.submit();
    const order = await steady.offer();
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => setTimeout(resolve, TTL_SECONDS * 300));
      await sweep();
      expect(await steady.beat([{ order, percent: i }])).toMatchObject({ ok: true, stop: [] });
    }
    expect(await steady.finish(order)).toMatchObject({ applied: true });
    expect((await farm.seen(job)).state).toBe('completed');
  });

  test('a line that breaks and comes back: the attempt is kept', async () => {
    const flaky = await farm.agent();
    const job = await farm.submit();
    const order = await flaky.offer();
    await farm.reaches(job, 'rendering');
    flaky.drop();
    await flaky.connect();
    expect(await flaky.hello([refOf(order)])).toMatchObject({
      running: [{ attemptId: order.attemptId, verdict: 'keep' }],
    });
    expect(await flaky.finish(order)).toMatchObject({ applied: true });
    expect(flaky.offers).toHaveLength(1);
  });

  test('one that was restarted without its attempt: the order is offered again at once', async () => {
    const mortal = await farm.agent();
    const job = await farm.submit();
    const order = await mortal.offer();
    await farm.reaches(job, 'rendering');
    mortal.die();
    await mortal.connect();
    await mortal.hello([]);
    const again = await mortal.offer(1);
    expect(again).toMatchObject({ orderId: order.orderId, token: 2 });
    expect(await mortal.finish(again)).toMatchObject({ applied: true });
  });

  test('attempts that nobody knows are stopped at hello', async () => {
    const odd = await farm.agent();
    const ref = { attemptId: odd.agentId, orderId: odd.agentId, token: 1 };
    expect(await odd.hello([ref])).toMatchObject({
      running: [{ attemptId: odd.agentId, verdict: 'stop', reason: 'lease-lost' }],
    });
  });

  test('somebody else cannot report, upload or renew', async () => {
    const [owner, thief] = [await farm.agent(), await farm.agent({ slots: [{ engine: 'cpu', count: 0 }] })];
    const job = await farm.submit();
    const order = await owner.offer();
    const result = await owner.upload(order);
    expect(await thief.done(order, result)).toMatchObject({ applied: false, reason: 'unknown' });
    await expect(thief.upload(order)).rejects.toThrow(/lease-lost/);
    expect(await thief.beat([{ order, percent: 3 }])).toMatchObject({ stop: [{ reason: 'lease-lost' }] });
    expect(await owner.done(order, result)).toMatchObject({ applied: true });
    expect((await farm.seen(job)).state).toBe('completed');
  });
});
