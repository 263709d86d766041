import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { JobsService } from '../../../coordinator/src/jobs/index.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { FakeReceiver, type Received } from '../../fakes/fake-receiver.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { testWith } from '../../setup/test-with.js';

jest.setTimeout(30_000);

interface Delivery {
  id: string;
  eventId: string;
  event: string;
  url: string;
  subscriptionId: string | null;
  state: string;
  tries: number;
  nextTryAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
  reason: string | null;
}

describe('what is sent', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let receiver: FakeReceiver;
  let path = '';
  let count = 0;

  beforeAll(async () => {
    receiver = await FakeReceiver.open();
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  });
  beforeEach(() => {
    path = `/hook-${(count += 1)}`;
    receiver.answer = (response) => void response.writeHead(200).end('thanks');
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
    await receiver.close();
  });

  const submit = async (
    webhookUrl?: string,
    more: { templateId?: string; kind?: 'render' | 'tool' } = {},
  ) => {
    const { kind = 'render', ...rest } = more;
    const { job } = await farm.app.get(JobsService).submit(
      { workspaceId: farm.credentials.workspaceId },
      {
        work: { kind, scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: farm.url,
        webhookUrl,
        ...rest,
      },
    );
    return job.id;
  };
  const finish = async (jobId: string) =>
    agent.finish(await eventually('the offer', () => agent.offers.find((one) => one.jobId === jobId)));
  const rendered = async (webhookUrl?: string, more?: { templateId?: string; kind?: 'render' | 'tool' }) => {
    const jobId = await submit(webhookUrl, more);
    await finish(jobId);
    return jobId;
  };
  const deliveries = async (jobId: string) =>
    (await farm.call<{ deliveries: Delivery[] }>('GET', `/v1/webhooks/deliveries?jobId=${jobId}`)).body
      .deliveries;
  const ended = (jobId: string, state = 'delivered') =>
    eventually(`the delivery is ${state}`, async () =>
      (await deliveries(jobId)).find((one) => one.state === state),
    );
  const answered = (jobId: string) =>
    eventually('an answer is noted', async () =>
      (await deliveries(jobId)).find(
        ({ lastStatus, lastError }) => lastStatus !== null || lastError !== null,
      ),
    );
  const arrived = (at = path): Promise<Received> => eventually('the webhook', () => receiver.at(at)[0]);
  const subscribe = async (json: object) =>
    (await farm.call<{ id: string; secret: string }>('POST', '/v1/webhooks', { json })).body;
  const workspaceSecret = async (): Promise<string> => {
    const { email, password } = farm.credentials;
    const login = await farm.call<{ workspace: { webhookSecret: string } }>('POST', '/v1/auth/login', {
      json: { email, password },
    });
    return login.body.workspace.webhookSecret;
  };

  test('completed: flat, with a link that works; told once, and the log says so', async () => {
    const jobId = await rendered(receiver.url(path), { templateId: 'title-card' });
    const { headers, payload } = await arrived();
    const delivery = await ended(jobId);
    expect(payload).toMatchObject({
      event: 'render.completed',
      eventId: delivery.eventId,
      id: jobId,
      jobId,
      status: 'completed',
      progress: 100,
      outputs: [],
      templateId: 'title-card',
      error: null,
    });
    expect((await fetch(String(payload.url))).status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-ilve-event': 'render.completed',
      'x-ilve-event-id': delivery.eventId,
      'x-ilve-delivery': delivery.id,
    });
    expect(receiver.at(path)).toHaveLength(1);
    const one = await farm.call<{ tries: unknown[] }>('GET', `/v1/webhooks/deliveries/${delivery.id}`);
    expect(one.body).toEqual({
      delivery: { ...delivery, tries: 1, lastStatus: 200, nextTryAt: null, reason: null },
      tries: [
        {
          at: expect.any(String),
          ms: expect.any(Number),
          status: 200,
          error: null,
          answer: 'thanks',
        },
      ],
    });
  });

  test('failed: with the sentence, and no template that there was not', async () => {
    const jobId = await submit(receiver.url(path));
    const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === jobId));
    await agent.fail(order, 'source-not-found', 'Layer 2 is not there.');
    const { payload } = await arrived();
    expect(payload).toMatchObject({ event: 'render.failed', status: 'failed', url: null });
    expect(payload.error).toBe('Layer 2 is not there.');
    expect(payload).not.toHaveProperty('templateId');
  });

  describe('the code of docs/api/webhooks.md', () => {
    let page = '';
    let folder = '';
    let sent: Received;
    let secret = '';
    const snippet = (language: string): string =>
      new RegExp(`### [^\\n]+\\n+(?:<!--[^\\n]*-->\\n+)?\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(
        page,
      )?.[1] ?? '';
    const run = promisify(execFile);
    const verdicts = async (check: (header: string, body: string, key: string) => Promise<boolean>) => {
      const header = String(sent.headers['x-ilve-signature']);
      const stale = header.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) - 301}`);
      return Promise.all([
        check(header, sent.body, secret),
        check(header, `${sent.body} `, secret),
        check(header, sent.body, secret.slice('whsec_'.length)),
        check(stale, sent.body, secret),
      ]);
    };

    beforeAll(async () => {
      page = await readFile(join(import.meta.dirname, '../../../docs/api/webhooks.md'), 'utf8');
      folder = await mkdtemp(join(tmpdir(), 'framefarm-verify-'));
      await rendered(receiver.url('/to-verify'));
      sent = await arrived('/to-verify');
      secret = await workspaceSecret();
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test('Node: takes what was sent, and nothing else', async () => {
      const file = join(folder, 'verify.mjs');
      const tail = 'process.stdout.write(String(verifyWebhook(...process.argv.slice(2))));';
      await writeFile(file, `${snippet('js')}\n${tail}\n`);
      const check = async (header: string, body: string, key: string) =>
        (await run(process.execPath, [file, body, header, key])).stdout === 'true';
      expect(await verdicts(check)).toEqual([true, false, false, false]);
    });

    testWith('python3')('Python', async () => {
      const file = join(folder, 'verify.py');
      const tail = 'import sys\nprint(verify_webhook(sys.argv[1].encode(), sys.argv[2], sys.argv[3]))';
      await writeFile(file, `${snippet('python')}\n${tail}\n`);
      const check = async (header: string, body: string, key: string) =>
        (await run('python3', [file, body, header, key])).stdout.trim() === 'True';
      expect(await verdicts(check)).toEqual([true, false, false, false]);
    });

    testWith('sh', 'openssl')('Shell', async () => {
      const file = join(folder, 'verify.sh');
      await writeFile(file, snippet('sh'));
      let bodies = 0;
      const check = async (header: string, body: string, key: string) => {
        const bodyFile = join(folder, `body-${(bodies += 1)}`);
        await writeFile(bodyFile, body);
        return run('sh', [file, bodyFile, header, key]).then(
          () => true,
          (error: { code?: unknown }) => {
            if (error.code !== 1) throw error;
            return false;
          },
        );
      };
      expect(await verdicts(check)).toEqual([true, false, false, false]);
    });
  });

  describe('subscriptions', () => {
    test('each active one that wants the event hears of it, with one event id and its own secret', async () => {
      const a = await subscribe({ url: receiver.url(`${path}-a`) });
      const b = await subscribe({ url: receiver.url(`${path}-b`), events: ['render.completed'] });
      const c = await subscribe({ url: receiver.url(`${path}-c`), events: ['render.failed'] });
      const jobId = await rendered();
      const [first, second] = await Promise.all([arrived(`${path}-a`), arrived(`${path}-b`)]);
      expect(first.payload.eventId).toBe(second.payload.eventId);
      expect(first.headers['x-ilve-delivery']).not.toBe(second.headers['x-ilve-delivery']);
      const { verifyWebhook } = await nodeVerifier();
      const signature = String(first.headers['x-ilve-signature']);
      expect(verifyWebhook(first.body, signature, a.secret)).toBe(true);
      expect(verifyWebhook(first.body, signature, b.secret)).toBe(false);
      expect((await deliveries(jobId)).map(({ subscriptionId }) => subscriptionId).sort()).toEqual(
        [a.id, b.id].sort(),
      );
      const bySubscription = await farm.call<{ total: number }>(
        'GET',
        `/v1/webhooks/deliveries?subscriptionId=${b.id}&limit=1`,
      );
      expect(bySubscription.body).toMatchObject({ total: 1, page: 1, limit: 1, totalPages: 1 });
      for (const { id } of [a, b, c]) await farm.call('DELETE', `/v1/webhooks/${id}`);
    });

    test('a webhookUrl that is subscribed as well is sent once, with the subscription’s secret', async () => {
      const both = await subscribe({ url: receiver.url(path), events: ['render.failed'] });
      const jobId = await rendered(receiver.url(path));
      const { body, headers } = await arrived();
      await ended(jobId);
      const { verifyWebhook } = await nodeVerifier();
      expect(verifyWebhook(body, String(headers['x-ilve-signature']), both.secret)).toBe(true);
      expect(receiver.at(path)).toHaveLength(1);
      expect(await deliveries(jobId)).toHaveLength(1);
      await farm.call('DELETE', `/v1/webhooks/${both.id}`);
    });

    test('they hear of renders only; a tool job tells its own webhookUrl', async () => {
      const { id } = await subscribe({ url: receiver.url(`${path}-all`) });
      const jobId = await rendered(receiver.url(path), { kind: 'tool' });
      expect((await arrived()).payload).toMatchObject({ event: 'render.completed', id: jobId });
      expect((await deliveries(jobId)).map(({ url }) => url)).toEqual([receiver.url(path)]);
      await farm.call('DELETE', `/v1/webhooks/${id}`);
    });

    test('a revoked one gets nothing any more, not even what was planned', async () => {
      receiver.answer = (response) => void response.writeHead(500).end();
      const { id } = await subscribe({ url: receiver.url(path) });
      const jobId = await rendered();
      const delivery = await answered(jobId);
      await farm.call('DELETE', `/v1/webhooks/${id}`);
      await farm.call('POST', `/v1/webhooks/deliveries/${delivery.id}/redeliver`);
      const dead = await ended(jobId, 'dead');
      expect(dead.reason).toBe('The webhook was deleted.');
      expect(receiver.at(path)).toHaveLength(1);
      expect(await deliveries(await rendered())).toEqual([]);
    });
  });

  test.each([500, 302])('an answer %d: tried again later, the job stays as it is', async (status) => {
    const elsewhere = receiver.url('/elsewhere');
    receiver.answer = (response) => void response.writeHead(status, { location: elsewhere }).end();
    const jobId = await rendered(receiver.url(path));
    const delivery = await answered(jobId);
    expect(delivery).toMatchObject({ state: 'pending', tries: 1, lastStatus: status, reason: null });
    expect(Date.parse(delivery.nextTryAt ?? '')).toBeGreaterThan(Date.now());
    expect([receiver.at(path).length, receiver.at('/elsewhere').length]).toEqual([1, 0]);
    expect((await farm.call('GET', `/v1/render/${jobId}`)).body.status).toBe('completed');
  });

  test('a line that is cut is no answer', async () => {
    receiver.answer = (response) => void response.socket?.destroy();
    const delivery = await answered(await rendered(receiver.url(path)));
    expect(delivery).toMatchObject({ state: 'pending', lastStatus: null });
    expect(delivery.lastError).toMatch(/\w/);
  });

  test('a slow receiver does not keep the others waiting', async () => {
    const release: (() => void)[] = [];
    receiver.answer = (response, { url }) => {
      if (url?.endsWith('-slow')) release.push(() => response.writeHead(200).end());
      else response.writeHead(200).end();
    };
    const slow = await rendered(receiver.url(`${path}-slow`));
    await arrived(`${path}-slow`);
    const quick = await rendered(receiver.url(path));
    await ended(quick);
    expect((await deliveries(slow))[0]).toMatchObject({ state: 'pending', lastStatus: null });
    for (const answer of release) answer();
    await ended(slow);
  });

  test('410 Gone ends it; sent again by hand it keeps its ids', async () => {
    receiver.answer = (response) => void response.writeHead(410).end('closed');
    const jobId = await rendered(receiver.url(path));
    const dead = await ended(jobId, 'dead');
    expect(dead).toMatchObject({ tries: 1, lastStatus: 410, reason: expect.stringContaining('410') });
    receiver.answer = (response) => void response.writeHead(200).end();
    const again = await farm.call<{ delivery: Delivery }>(
      'POST',
      `/v1/webhooks/deliveries/${dead.id}/redeliver`,
    );
    expect([again.status, again.body.delivery.id]).toEqual([200, dead.id]);
    await ended(jobId);
    const [first, second] = receiver.at(path);
    expect(second?.headers['x-ilve-event-id']).toBe(first?.headers['x-ilve-event-id']);
    expect(second?.headers['x-ilve-delivery']).toBe(dead.id);
    const log = await farm.call<{ tries: { status: number; answer: string }[] }>(
      'GET',
      `/v1/webhooks/deliveries/${dead.id}`,
    );
    expect(log.body.tries.map(({ status, answer }) => [status, answer])).toEqual([
      [200, ''],
      [410, 'closed'],
    ]);
  });

  test('sent again by hand while a try is on its way: the answer of that try does not end the new run', async () => {
    const waiting: ServerResponse[] = [];
    receiver.answer = (response) => void waiting.push(response);
    const jobId = await rendered(receiver.url(path));
    await arrived();
    const [{ id = '' } = {}] = await deliveries(jobId);
    await farm.call('POST', `/v1/webhooks/deliveries/${id}/redeliver`);
    await eventually('the second try', () => receiver.at(path)[1]);
    const log = async () =>
      (await farm.call<{ tries: { status: number }[] }>('GET', `/v1/webhooks/deliveries/${id}`)).body.tries;
    waiting[0]?.writeHead(200).end();
    await eventually('the first answer', async () => ((await log()).length === 1 ? true : undefined));
    expect((await deliveries(jobId))[0]).toMatchObject({ state: 'pending', lastStatus: null });
    waiting[1]?.writeHead(500).end();
    expect(await answered(jobId)).toMatchObject({ state: 'pending', tries: 1, lastStatus: 500 });
    expect((await log()).map(({ status }) => status).sort()).toEqual([200, 500]);
  });

  test.each([
    'http://[::1]:1/',
    'http://127.0.0.2:1/',
    'http://0x7f000002:1/',
    'http://169.254.169.254/latest',
  ])('a private address is never dialled: %s', async (url) => {
    const delivery = await answered(await rendered(url));
    expect(delivery.lastError).toMatch(/not (a )?public/);
  });

  test('a cancelled job sends nothing', async () => {
    const jobId = await submit(receiver.url(path));
    await farm.app.get(JobsService).cancel(farm.credentials.workspaceId, jobId);
    expect(await deliveries(jobId)).toEqual([]);
  });

  test('filters that name nothing find nothing, and no state is 400', async () => {
    const none = await farm.call('GET', '/v1/webhooks/deliveries?jobId=x');
    expect([none.status, none.body.total]).toEqual([200, 0]);
    expect((await farm.call('GET', '/v1/webhooks/deliveries?state=lost')).status).toBe(400);
    expect((await farm.call('GET', '/v1/webhooks/deliveries?page=1&page=2')).status).toBe(400);
  });

  test('a sender that died between sending and writing it down sends the same event again', async () => {
    const jobId = await rendered(receiver.url(path));
    const { id } = await ended(jobId);
    // As it would be found a minute after the crash: sent, and not noted.
    await farm.app
      .get(DataSource)
      .query(`UPDATE webhook_deliveries SET state = 'pending', next_at = now() WHERE id = $1`, [id]);
    const [first, second] = await eventually('the second', () =>
      receiver.at(path).length === 2 ? receiver.at(path) : undefined,
    );
    expect(second?.payload.eventId).toBe(first?.payload.eventId);
    expect(second?.headers['x-ilve-delivery']).toBe(first?.headers['x-ilve-delivery']);
  });
});

/** The verifier of the page, in this process. */
async function nodeVerifier(): Promise<{ verifyWebhook: (...args: string[]) => boolean }> {
  const { createHmac, timingSafeEqual } = await import('node:crypto');
  const page = await readFile(join(import.meta.dirname, '../../../docs/api/webhooks.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const body = code.replace(/^import .*$/m, '').replace('export function', 'return function');
  const make = new Function('createHmac', 'timingSafeEqual', 'Buffer', body) as (
    ...parts: unknown[]
  ) => never;
  return { verifyWebhook: make(createHmac, timingSafeEqual, Buffer) };
}
