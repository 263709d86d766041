import { get as httpGet, type ClientRequest, type IncomingMessage } from 'node:http';
import { JobWatch } from '../../../coordinator/src/jobs/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type Reply, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

const SCENE = {
  name: 'Test',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
};

interface Render {
  id: string;
  status: string;
  stage: string;
  progress: number;
  url: string | null;
  engineSeconds?: Record<string, number>;
}
interface StreamEvent {
  event: string;
  id: string;
  data: Render;
}

describe('watching a render', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  beforeEach(async () => {
    farm = await startTestCoordinator();
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  });
  afterEach(async () => {
    agent.drop();
    await farm.stop();
  });

  const submit = async (): Promise<string> =>
    (await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON: SCENE } })).body.jobId;
  const orderOf = (id: string) =>
    eventually('the order', () => agent.offers.find((offer) => offer.jobId === id));
  const read = (id: string, query = '', headers: Record<string, string> = {}): Promise<Reply<Render>> =>
    farm.call<Render>('GET', `/v1/render/${id}${query}`, { headers });
  const started = async () => {
    const id = await submit();
    const order = await orderOf(id);
    await agent.beat([{ order, percent: 10 }]);
    return { id, order };
  };
  const tagOf = (reply: Reply<Render>): string => reply.headers.get('etag') ?? '';
  const waiting = (n: number) =>
    eventually(`${n} waiting`, () => farm.app.get(JobWatch).size === n || undefined);

  describe('ETag', () => {
    test('nothing new is 304 without a body; progress is new', async () => {
      const { id, order } = await started();
      const first = await read(id);
      expect(tagOf(first)).toMatch(/^W\/"rendering\.rendering\./);
      const same = await read(id, '', { 'if-none-match': tagOf(first) });
      expect([same.status, same.text, tagOf(same)]).toEqual([304, '', tagOf(first)]);
      await agent.beat([{ order, percent: 20 }]);
      const next = await read(id, '', { 'if-none-match': tagOf(first) });
      expect([next.status, next.body.progress]).toEqual([200, 20]);
    });

    test('fresh signatures are no news; another form of progress is', async () => {
      const { id, order } = await started();
      await agent.finish(order);
      const done = await read(id);
      expect(done.body).toMatchObject({ status: 'completed', engineSeconds: { cpu: expect.any(Number) } });
      expect((await read(id, '', { 'if-none-match': tagOf(done) })).status).toBe(304);
      const sdk = { 'user-agent': 'OpenAPI-Generator/1.0.0/python', 'if-none-match': tagOf(done) };
      expect((await read(id, '', sdk)).status).toBe(200);
    });
  });

  describe('?wait=', () => {
    test('answers when the render starts, and not before', async () => {
      agent.drop();
      const id = await submit();
      let answered = false;
      const answer = read(id, '?wait=30').finally(() => (answered = true));
      await waiting(1);
      expect(answered).toBe(false);
      agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
      const order = await orderOf(id);
      await agent.beat([{ order, percent: 0, phase: 'preparing' }]);
      expect((await answer).body).toMatchObject({ status: 'rendering' });
      await waiting(0);
    });

    test('progress alone does not end the wait, the end does', async () => {
      const { id, order } = await started();
      const seen = await read(id);
      const answer = read(id, '?wait=30', { 'if-none-match': tagOf(seen) });
      await waiting(1);
      await agent.beat([{ order, percent: 50 }]);
      await eventually('progress', async () => (await read(id)).body.progress === 50 || undefined);
      expect(farm.app.get(JobWatch).size).toBe(1);
      await agent.finish(order);
      expect((await answer).body).toMatchObject({ status: 'completed', url: expect.stringMatching(/^http/) });
    });

    test('what the caller has not seen yet is answered at once', async () => {
      const id = await submit();
      const pending = await read(id);
      const order = await orderOf(id);
      await agent.beat([{ order, percent: 10 }]);
      const next = await read(id, '?wait=60', { 'if-none-match': tagOf(pending) });
      expect(next.body.status).toBe('rendering');
      await agent.finish(order);
      expect((await read(id, '?wait=60')).body.status).toBe('completed');
    });

    test('the time over, it answers what there is; 304 when that is nothing', async () => {
      const { id } = await started();
      const seen = await read(id);
      expect((await read(id, '?wait=1', { 'if-none-match': tagOf(seen) })).status).toBe(304);
      expect((await read(id, '?wait=1')).body.status).toBe('rendering');
      expect((await read(id, '?wait=nonsense')).status).toBe(200);
    });

    test('a caller that goes away is forgotten', async () => {
      const { id } = await started();
      const request = open(`/v1/render/${id}?wait=60`);
      request.on('error', () => undefined);
      await waiting(1);
      request.destroy();
      await waiting(0);
    });

    test('a stopping coordinator answers those who wait', async () => {
      const { id } = await started();
      const answer = read(id, '?wait=60');
      const stream = await listen(id);
      await waiting(2);
      await farm.pause();
      expect((await answer).body.status).toBe('rendering');
      await stream.ended;
      farm = await startTestCoordinator({ resume: farm });
      agent.drop();
    });

    test('two hundred wait for one render', async () => {
      const { id, order } = await started();
      const answers = Promise.all(Array.from({ length: 200 }, () => read(id, '?wait=30')));
      await waiting(200);
      await agent.finish(order);
      expect(new Set((await answers).map(({ body }) => body.status))).toEqual(new Set(['completed']));
      await waiting(0);
    });
  });

  describe('events', () => {
    test('state, progress, then the end, which closes the stream', async () => {
      const id = await submit();
      const order = await orderOf(id);
      await agent.beat([{ order, percent: 0, phase: 'preparing' }]);
      const stream = await listen(id);
      expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      await eventually('the first event', () => stream.events[0]);
      for (const [percent, phase] of [
        [30, 'rendering'],
        [60, 'rendering'],
        [90, 'uploading'],
      ] as const) {
        await agent.beat([{ order, percent, phase }]);
        await eventually(`${percent} %`, () => stream.events.find(({ data }) => data.progress === percent));
      }
      await agent.finish(order);
      await stream.ended;
      expect(stream.events.map(({ event, data }) => [event, data.stage, data.progress])).toEqual([
        ['state', 'preparing', 0],
        ['state', 'rendering', 30],
        ['progress', 'rendering', 60],
        ['state', 'uploading', 90],
        ['end', 'completed', 100],
      ]);
      expect(stream.raw()).toMatch(/^retry: \d+\n\n/);
      const last = stream.events[4] as StreamEvent;
      expect((await farm.call('GET', last.data.url ?? '', { as: 'nobody' })).status).toBe(200);
      // A browser comes again after the end: it is told that there is nothing more.
      const again = await read(id, '/events', { 'last-event-id': last.id });
      expect([again.status, again.text]).toEqual([204, '']);
      await waiting(0);
    });

    test('an ended render is one event; what was seen is not said again', async () => {
      const { id, order } = await started();
      const seen = tagOf(await read(id));
      const stream = await listen(id, { 'last-event-id': seen });
      await waiting(1);
      await agent.finish(order);
      await stream.ended;
      expect(stream.events.map(({ event }) => event)).toEqual(['end']);
      const late = await listen(id, { 'last-event-id': 'nonsense' });
      await late.ended;
      expect(late.events).toEqual([expect.objectContaining({ event: 'end' })]);
    });

    test('a cancelled render ends it too, and a caller that goes away is forgotten', async () => {
      const { id } = await started();
      const [stays, goes] = [await listen(id), await listen(id)];
      await waiting(2);
      goes.close();
      await waiting(1);
      await farm.call('POST', `/v1/render/${id}/cancel`);
      await stays.ended;
      expect(stays.events.at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled' } });
      await waiting(0);
    });

    test('unknown renders and callers without credentials get JSON', async () => {
      const unknown = await read('018f6b1e-7c00-7000-8000-000000000004', '/events');
      expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
        404,
        expect.stringMatching(/^application\/json/),
      ]);
      const nobody = await farm.call('GET', `/v1/render/${await submit()}/events`, { as: 'nobody' });
      expect(nobody.status).toBe(401);
    });
  });

  const open = (path: string, headers: Record<string, string> = {}): ClientRequest =>
    httpGet(`${farm.url}${path}`, {
      headers: { 'x-api-key': farm.credentials.apiKey, ...headers },
      agent: false,
    });

  async function listen(id: string, headers: Record<string, string> = {}) {
    const request = open(`/v1/render/${id}/events`, headers);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.once('error', reject);
    });
    let text = '';
    const events: StreamEvent[] = [];
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      events.splice(0, events.length, ...eventsIn(text));
    });
    const ended = new Promise<void>((resolve) => response.on('close', () => resolve()));
    return { headers: response.headers, events, ended, raw: () => text, close: () => request.destroy() };
  }
});

function eventsIn(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const event = fields.get('event');
      return event === undefined
        ? []
        : [{ event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? '') as Render }];
    });
}
