import { eventually } from '../../fakes/fake-agent.js';
import { ConversationFarm } from './conversation-farm.js';

jest.setTimeout(25_000);

let farm: ConversationFarm;
beforeAll(async () => {
  farm = await ConversationFarm.start();
});
afterEach(() => farm.tidy());
afterAll(() => farm.stop());

test('a whole job: offer, progress, files, done; one hundred only at the end', async () => {
  const renderer = await farm.agent();
  const job = await farm.submit();
  expect(job).toMatchObject({ state: 'pending', progress: 0, cost: 0.04, frames: { done: 0, total: 60 } });
  const order = await renderer.offer();
  expect(order).toMatchObject({ jobId: job.id, token: 1, engine: 'cpu' });
  await farm.reaches(job, 'rendering');
  await renderer.beat([{ order, percent: 40, framesDone: 24 }]);
  expect(await farm.seen(job)).toMatchObject({ progress: 40, stage: 'rendering', frames: { done: 24 } });
  // Beats may overtake each other: an older one lowers nothing.
  await renderer.beat([{ order, percent: 10, framesDone: 6 }]);
  expect(await farm.seen(job)).toMatchObject({ progress: 40, frames: { done: 24 } });
  await renderer.beat([{ order, percent: 99, phase: 'uploading', framesDone: 60 }]);
  expect(await farm.seen(job)).toMatchObject({ progress: 99, stage: 'uploading', state: 'rendering' });
  expect(await renderer.finish(order)).toEqual({ ok: true, applied: true });
  const finished = await farm.seen(job);
  expect(finished).toMatchObject({ state: 'completed', progress: 100, stage: 'completed', error: null });
  expect(finished.outputs?.master.key).toContain(order.attemptId);
  const link = await farm.jobs.grantFile(finished, 'master', { origin: farm.url });
  const file = await fetch(link.url);
  expect([file.status, await file.text()]).toEqual([200, `video of ${order.attemptId}`]);
  expect(link.fileName).toBe('film.mp4');
});

test('a report that comes twice is applied once', async () => {
  const renderer = await farm.agent();
  const job = await farm.submit();
  const order = await renderer.offer();
  const result = await renderer.upload(order);
  const answers = await Promise.all([1, 2, 3, 4].map(() => renderer.done(order, result)));
  expect(answers.filter((answer) => answer.ok && answer.applied)).toHaveLength(1);
  expect(answers.filter((answer) => answer.ok && answer.reason === 'already')).toHaveLength(3);
  expect((await farm.seen(job)).state).toBe('completed');
});

test('a result whose files are not there is not published', async () => {
  const renderer = await farm.agent();
  const job = await farm.submit();
  const order = await renderer.offer();
  const result = await renderer.upload(order);
  const [master] = result.files;
  if (!master) throw new Error('no master');
  await renderer.done(order, { ...result, files: [{ ...master, key: `${master.key}.missing` }] });
  const again = await renderer.offer(1);
  expect((await farm.seen(job)).progress).toBeLessThan(100);
  expect(again).toMatchObject({ jobId: job.id, token: 2 });
  await renderer.finish(again);
  expect((await farm.seen(job)).state).toBe('completed');
});

test('files outside the attempt are not published, whoever names them', async () => {
  const renderer = await farm.agent();
  const first = await farm.submit();
  const one = await renderer.offer();
  const theirs = await renderer.upload(one);
  await renderer.done(one, theirs);
  await farm.reaches(first, 'completed');
  const job = await farm.submit();
  const order = await renderer.offer(1);
  await renderer.done(order, theirs);
  await renderer.offer(2);
  expect((await farm.seen(job)).state).not.toBe('completed');
});

describe('failures', () => {
  test('one that a retry cannot help ends the job with its sentence', async () => {
    const renderer = await farm.agent();
    const job = await farm.submit();
    await renderer.fail(await renderer.offer(), 'source-not-found', 'Layer 2 (image): not found.');
    expect(await farm.seen(job)).toMatchObject({
      state: 'failed',
      error: 'Layer 2 (image): not found.',
      failureCode: 'source-not-found',
    });
  });
  test('one that a retry can help is tried on another agent first', async () => {
    const [a, b] = [await farm.agent({ name: 'a' }), await farm.agent({ name: 'b' })];
    const job = await farm.submit();
    const first = await eventually('an offer', () => a.offers[0] ?? b.offers[0]);
    const [failing, other] = a.offers[0] ? [a, b] : [b, a];
    await failing.fail(first, 'agent-drained');
    await failing.fail(first, 'crashed');
    const second = await eventually('another offer', () => a.offers[1] ?? b.offers[1] ?? other.offers[0]);
    expect(second.token).toBe(2);
    await (other.offers.includes(second) ? other : failing).fail(second, 'crashed');
    await eventually('a third offer', () => (a.offers.length + b.offers.length >= 3 ? true : undefined));
    expect((await farm.seen(job)).state).toBe('rendering');
  });
  test('a crash goes to the other agent', async () => {
    const [a, b] = [await farm.agent({ name: 'a' }), await farm.agent({ name: 'b' })];
    const job = await farm.submit();
    const first = await eventually('an offer', () => a.offers[0] ?? b.offers[0]);
    const [failing, other] = a.offers[0] ? [a, b] : [b, a];
    await failing.fail(first, 'crashed');
    const second = await other.offer();
    expect(second).toMatchObject({ orderId: first.orderId, token: 2 });
    expect(failing.offers).toHaveLength(1);
    await other.finish(second);
    expect((await farm.seen(job)).state).toBe('completed');
  });
  test('agents that are killed cost the job nothing, until twenty went down with it', async () => {
    const renderer = await farm.agent();
    const job = await farm.submit();
    for (let index = 0; index < 19; index++)
      await renderer.fail(await renderer.offer(index), 'agent-lost', 'Gone.');
    const last = await renderer.offer(19);
    expect((await farm.seen(job)).state).toBe('rendering');
    await renderer.fail(last, 'agent-lost', 'Gone.');
    expect(await farm.seen(job)).toMatchObject({
      state: 'failed',
      error: 'Gone. (Given up after 20 attempts.)',
    });
    expect(renderer.offers).toHaveLength(20);
  });
  test('a failed hardware encoder lowers the rung of this order only', async () => {
    const gpu = await farm.agent({
      engines: ['cpu', 'nvenc'],
      slots: [
        { engine: 'cpu', count: 1 },
        { engine: 'nvenc', count: 1 },
      ],
    });
    await farm.submit();
    const first = await gpu.offer();
    expect(first.engine).toBe('nvenc');
    await gpu.fail(first, 'encoder-failed');
    expect(await gpu.offer(1)).toMatchObject({ orderId: first.orderId, engine: 'cpu' });
    await farm.submit();
    expect(await gpu.offer(2)).toMatchObject({ engine: 'nvenc' });
  });
});
