import { DataSource } from 'typeorm';
import { FakeReceiver } from '../../fakes/fake-receiver.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

interface Subscription {
  id: string;
  url: string;
  events: string[];
  secret: string;
  createdAt: string;
}

describe('/v1/webhooks', () => {
  let farm: TestCoordinator;
  let receiver: FakeReceiver;

  beforeAll(async () => {
    receiver = await FakeReceiver.open();
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
  });
  afterAll(async () => {
    await farm.stop();
    await receiver.close();
  });

  const create = (json: unknown) => farm.call<Subscription>('POST', '/v1/webhooks', { json });

  test('create: 201, bare, all events when none are named, a secret of its own that lies sealed', async () => {
    const reply = await create({ url: 'https://hooks.example/a' });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      url: 'https://hooks.example/a',
      events: ['render.completed', 'render.failed'],
      secret: expect.stringMatching(/^whsec_[\w-]{43}$/),
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
    const other = await create({ url: 'https://hooks.example/b', events: ['render.failed'] });
    expect(other.body.events).toEqual(['render.failed']);
    expect(other.body.secret).not.toBe(reply.body.secret);
    const list = await farm.call<{ subscriptions: Subscription[] }>('GET', '/v1/webhooks');
    expect(list.body.subscriptions).toEqual(expect.arrayContaining([reply.body, other.body]));
    const rows: unknown = await farm.app.get(DataSource).query('SELECT * FROM webhook_subscriptions');
    expect(JSON.stringify(rows)).not.toContain(reply.body.secret.slice(6));
  });

  test('the same address twice is 409, until the first is revoked', async () => {
    const first = await create({ url: 'https://Hooks.example' });
    expect(first.status).toBe(201);
    const again = await create({ url: 'https://hooks.example/#x' });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('already')]);
    const gone = await farm.call('DELETE', `/v1/webhooks/${first.body.id}`);
    expect([gone.status, gone.body]).toEqual([200, { success: true }]);
    expect((await farm.call('DELETE', `/v1/webhooks/${first.body.id}`)).status).toBe(404);
    expect((await create({ url: 'https://hooks.example/' })).status).toBe(201);
  });

  test.each<[unknown, RegExp]>([
    [{}, /url must be an http/],
    [{ url: 5 }, /url must be/],
    [{ url: 'ftp://x.example' }, /url must be/],
    [{ url: 'http://me:pw@x.example' }, /user name/],
    [{ url: 'http://10.0.0.1/' }, /private network/],
    [{ url: 'http://printer.local/' }, /private network/],
    [{ url: 'http://[fd00::1]/' }, /private network/],
    [{ url: 'https://x.example', events: [] }, /at least one/],
    [{ url: 'https://x.example', events: ['render.cancelled'] }, /render.completed and render.failed/],
    [{ url: 'https://x.example', events: 'render.failed' }, /events must/],
  ])('%j is 400', async (json, sentence) => {
    const reply = await create(json);
    expect([reply.status, (reply.body as unknown as { error: string }).error]).toEqual([
      400,
      expect.stringMatching(sentence),
    ]);
  });

  test('a key or a token, but not nobody', async () => {
    expect((await farm.call('GET', '/v1/webhooks', { as: 'bearer' })).status).toBe(200);
    expect((await farm.call('GET', '/v1/webhooks', { as: 'nobody' })).status).toBe(401);
  });

  test('ids that are none, or nobody’s, are 404', async () => {
    for (const id of ['x', '0197a6c2-5d0e-7b4a-9c53-2f1f6a3c8d11'])
      for (const [method, path] of [
        ['DELETE', `/v1/webhooks/${id}`],
        ['POST', `/v1/webhooks/${id}/test`],
        ['GET', `/v1/webhooks/deliveries/${id}`],
        ['POST', `/v1/webhooks/deliveries/${id}/redeliver`],
      ] as const)
        expect([path, (await farm.call(method, path)).status]).toEqual([path, 404]);
  });

  test('a test sends a sample once and tells what came of it', async () => {
    const { body } = await create({ url: receiver.url('/tried') });
    const good = await farm.call<Record<string, never>>('POST', `/v1/webhooks/${body.id}/test`);
    expect([good.status, good.body]).toEqual([
      200,
      expect.objectContaining({
        success: true,
        delivery: expect.objectContaining({ state: 'delivered', test: true, jobId: null, tries: 1 }),
        tries: [expect.objectContaining({ status: 200, error: null, answer: 'thanks' })],
      }),
    ]);
    expect(receiver.at('/tried').map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ event: 'render.completed', test: true, progress: 100 }),
    ]);
    receiver.answer = (response) => void response.writeHead(503).end('x'.repeat(5000));
    const bad = await farm.call<{ success: boolean; tries: { answer: string }[] }>(
      'POST',
      `/v1/webhooks/${body.id}/test`,
    );
    expect(bad.body).toMatchObject({
      success: false,
      delivery: { state: 'dead', lastStatus: 503, nextTryAt: null, reason: expect.stringContaining('503') },
    });
    expect(bad.body.tries[0]?.answer).toHaveLength(1024);
  });
});
