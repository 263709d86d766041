import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataSource } from 'typeorm';
import { JobsService } from '../../../coordinator/src/jobs/index.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

describe('webhooks of jobs', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let receiver: Server;
  let received: Received[] = [];
  let status = 200;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, { location: 'http://127.0.0.1/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  });
  beforeEach(() => {
    received = [];
    status = 200;
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const hook = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const submit = (webhookUrl: string) =>
    farm.app.get(JobsService).submit(
      { workspaceId: farm.credentials.workspaceId },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: farm.url,
        webhookUrl,
      },
    );
  const rows = async (jobId: string): Promise<{ state: string; tries: number; last_answer: string }[]> =>
    farm.app.get(DataSource).query('SELECT * FROM webhook_deliveries WHERE job_id = $1', [jobId]);

  test('completed: signed, flat, with a link that works; told once', async () => {
    const { job } = await submit(hook());
    const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === job.id));
    await agent.finish(order);
    const { headers, body } = await eventually('the webhook', () => received[0]);
    const payload = JSON.parse(body) as { url: string };
    expect(payload).toMatchObject({
      event: 'render.completed',
      id: job.id,
      status: 'completed',
      progress: 100,
    });
    expect((await fetch(payload.url)).status).toBe(200);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(headers['x-ilve-signature'])) ?? [];
    const { email, password } = farm.credentials;
    const login = await farm.call<{ workspace: { webhookSecret: string } }>('POST', '/v1/auth/login', {
      json: { email, password },
    });
    const secret = login.body.workspace.webhookSecret;
    expect(secret).toMatch(/^whsec_/);
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'));
    await eventually('the row ends', async () =>
      (await rows(job.id))[0]?.state === 'delivered' ? true : undefined,
    );
    expect(received).toHaveLength(1);
  });

  test('failed: with the sentence', async () => {
    const { job } = await submit(hook());
    const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === job.id));
    await agent.fail(order, 'source-not-found', 'Layer 2 is not there.');
    const { body } = await eventually('the webhook', () => received[0]);
    expect(JSON.parse(body)).toMatchObject({
      event: 'render.failed',
      status: 'failed',
      url: null,
      error: 'Layer 2 is not there.',
    });
  });

  test.each([500, 302])(
    'an answer %d is no delivery: tried again later, the job stays as it is',
    async (answer) => {
      status = answer;
      const { job } = await submit(hook());
      const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === job.id));
      await agent.finish(order);
      const row = await eventually('the answer is noted', async () => {
        const [found] = await rows(job.id);
        return found?.last_answer ? found : undefined;
      });
      expect(row).toMatchObject({ state: 'due', tries: 1, last_answer: `HTTP ${answer}` });
      expect(received).toHaveLength(1);
      expect((await farm.app.get(JobsService).get(farm.credentials.workspaceId, job.id))?.state).toBe(
        'completed',
      );
    },
  );

  test.each([
    'http://[::1]:1/',
    'http://127.0.0.2:1/',
    'http://0x7f000002:1/',
    'http://169.254.169.254/latest',
  ])('a private address is never dialled: %s', async (url) => {
    const { job } = await submit(url);
    const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === job.id));
    await agent.finish(order);
    const row = await eventually('the refusal is noted', async () => {
      const [found] = await rows(job.id);
      return found?.last_answer ? found : undefined;
    });
    expect(row.last_answer).toMatch(/not (a )?public/);
  });

  test('a cancelled job sends nothing', async () => {
    const { job } = await submit(hook());
    await farm.app.get(JobsService).cancel(farm.credentials.workspaceId, job.id);
    expect(await rows(job.id)).toEqual([]);
  });
});
