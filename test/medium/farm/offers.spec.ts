import { eventually } from '../../fakes/fake-agent.js';
import { ConversationFarm } from './conversation-farm.js';

jest.setTimeout(25_000);

let farm: ConversationFarm;
beforeAll(async () => {
  farm = await ConversationFarm.start();
});
afterEach(() => farm.tidy());
afterAll(() => farm.stop());

describe('offers', () => {
  test('a refusal is not counted and the order waits again', async () => {
    let refusals = 2;
    const picky = await farm.agent({
      onOffer: () =>
        refusals-- > 0 ? { accepted: false, reason: 'no-slot', message: 'busy' } : { accepted: true },
    });
    const job = await farm.submit();
    const third = await picky.offer(2);
    expect(third.token).toBe(3);
    expect(await picky.finish(third)).toMatchObject({ applied: true });
    expect((await farm.seen(job)).state).toBe('completed');
  });
  test('the ack of an offer is lost: the beat that names the attempt is as good', async () => {
    const quiet = await farm.agent({ onOffer: () => undefined });
    const job = await farm.submit();
    const order = await quiet.offer();
    expect((await farm.seen(job)).state).toBe('pending');
    expect(await quiet.beat([{ order, percent: 5 }])).toMatchObject({ ok: true, stop: [] });
    expect(await farm.seen(job)).toMatchObject({ state: 'rendering', progress: 5 });
    // The missing ack is judged after five seconds; the attempt goes on all the same.
    for (let i = 0; i < 24; i++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await quiet.beat([{ order, percent: 6 + i }])).toMatchObject({ ok: true, stop: [] });
    }
    expect(await quiet.finish(order)).toMatchObject({ applied: true });
  });
  test('no more than the slots, highest priority first', async () => {
    const busy = await farm.agent({ slots: [{ engine: 'cpu', count: 2 }] });
    await Promise.all([farm.submit(), farm.submit(), farm.submit(), farm.submit()]);
    await busy.offer(1);
    const urgent = await farm.submit('urgent', 9);
    await busy.beat([
      { order: await busy.offer(0), percent: 1 },
      { order: await busy.offer(1), percent: 1 },
    ]);
    expect(busy.offers).toHaveLength(2);
    await busy.finish(await busy.offer(0));
    expect((await busy.offer(2)).jobId).toBe(urgent.id);
  });
  test('an order that is too large for one agent waits for a larger one', async () => {
    const small = await farm.agent({ maxSide: 320 });
    const job = await farm.submit();
    const large = await farm.agent({ maxSide: 4096 });
    expect((await large.offer()).jobId).toBe(job.id);
    expect(small.offers).toHaveLength(0);
  });
  test('an agent that accepts nothing is offered nothing', async () => {
    const full = await farm.agent();
    await full.beat([], { accepting: false, notAcceptingReason: 'disk full' });
    const job = await farm.submit();
    await full.beat([], { accepting: false });
    expect((await farm.seen(job)).state).toBe('pending');
    expect(full.offers).toHaveLength(0);
    await full.beat([], { accepting: true });
    await full.offer();
  });
});

describe('cancel', () => {
  test('of a waiting job: at once, and nobody is offered it', async () => {
    const job = await farm.submit();
    expect(await farm.jobs.cancel(farm.workspace, job.id)).toMatchObject({
      previousState: 'pending',
      job: { state: 'cancelled' },
    });
    const late = await farm.agent();
    await late.beat();
    expect(late.offers).toHaveLength(0);
    await expect(farm.jobs.cancel(farm.workspace, job.id)).rejects.toMatchObject({ code: 'conflict' });
  });
  test('of a running one: the agent is told, its report does not count, its slot is free', async () => {
    const renderer = await farm.agent();
    const job = await farm.submit();
    const order = await renderer.offer();
    await farm.reaches(job, 'rendering');
    const result = await renderer.upload(order);
    await farm.jobs.cancel(farm.workspace, job.id);
    const stop = await eventually('work.stop', () => renderer.stops[0]);
    expect(stop).toMatchObject({ attemptId: order.attemptId, reason: 'cancelled' });
    expect(await renderer.beat([{ order, percent: 50 }])).toMatchObject({
      stop: [{ attemptId: order.attemptId, reason: 'cancelled' }],
    });
    expect(await renderer.fail(order, 'cancelled')).toMatchObject({ applied: false, reason: 'already' });
    expect(await renderer.done(order, result)).toMatchObject({ applied: false, reason: 'lease-lost' });
    expect((await farm.seen(job)).state).toBe('cancelled');
    const next = await farm.submit();
    expect((await renderer.offer(1)).jobId).toBe(next.id);
  });
});
