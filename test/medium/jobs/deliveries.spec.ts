import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { DataSource } from 'typeorm';
import type { OrderOf } from '../../../shared/src/wire/index.js';
import { IntegrationsService, OutputsService } from '../../../coordinator/src/destinations/index.js';
import { OutputRetries } from '../../../coordinator/src/jobs/deliveries/output-retries.service.js';
import { Transactions } from '../../../coordinator/src/platform/database/transaction.js';
import { eventually, FakeAgent, refOf } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Reply {
  jobId: string;
  status: string;
  stage: string;
  url: string | null;
  outputs: {
    id: string;
    status: string;
    error: string | null;
    output_key: string;
    outputUrl: string;
    outputSizeBytes: number;
    nextTryAt: string | null;
  }[];
}

/** Films go to the customer's storage after they are made; what goes wrong there never costs the film. */
describe('deliveries', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let storage: S3rver;
  let folder: string;
  let bucket: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framefarm-s3-'));
    storage = new S3rver({
      port: 0,
      address: '127.0.0.1',
      directory: folder,
      silent: true,
      configureBuckets: [{ name: 'films' }],
    });
    const address = await storage.run();
    bucket = `http://127.0.0.1:${address.port}`;
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.0/8' } });
    const slots = [
      { engine: 'cpu' as const, count: 4 },
      { engine: 'io' as const, count: 4 },
    ];
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots });
  }, 60_000);
  afterAll(async () => {
    agent.drop();
    await farm.stop();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function integration(
    name: string,
    config: Record<string, string> = {},
    more: object = {},
  ): Promise<string> {
    const all = {
      endpoint: bucket,
      bucket: 'films',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      pathPrefix: `${name}/`,
      ...config,
    };
    const { workspaceId } = farm.credentials;
    const wanted = { provider: 's3' as const, name, config: all, ...more };
    return (await farm.app.get(IntegrationsService).create(workspaceId, wanted)).id;
  }

  async function submit(destinations?: object[]): Promise<string> {
    const videoJSON = {
      name: 'film',
      layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 }],
      ...(destinations ? { destinations } : {}),
    };
    const made = await farm.call<Reply>('POST', '/v1/render', { json: { videoJSON } });
    expect([made.status, made.text]).toEqual([200, expect.any(String)]);
    return made.body.jobId;
  }

  const status = async (id: string) => (await farm.call<Reply>('GET', `/v1/render/${id}`)).body;
  const orderOf = <K extends 'whole' | 'deliver'>(jobId: string, kind: K, index = 0): Promise<OrderOf<K>> =>
    eventually(
      `${kind} order of ${jobId}`,
      () => agent.offers.filter((one): one is OrderOf<K> => one.jobId === jobId && one.kind === kind)[index],
    );

  /** What an agent does with a `deliver` order, up to its report; answers the bytes that it sent. */
  async function send(order: OrderOf<'deliver'>): Promise<string> {
    const [input] = order.inputs;
    const bytes = await (await fetch(new URL(input?.grant?.url ?? '', farm.url))).text();
    const { fileName, sizeBytes, contentType } = order.file;
    const ack = await agent.ask('grants.upload', {
      ...refOf(order),
      files: [{ role: 'master', fileName, sizeBytes, contentType }],
    });
    if (!ack.ok) throw new Error(ack.message);
    const grant = ack.grants[0]?.grant;
    if (grant?.kind !== 'put-url') throw new Error(`a small file got a grant of the kind ${grant?.kind}`);
    const put = await fetch(grant.url, { method: 'PUT', body: bytes, headers: grant.headers });
    expect(put.status).toBe(200);
    return bytes;
  }

  async function deliver(order: OrderOf<'deliver'>): Promise<string> {
    const bytes = await send(order);
    await agent.ask('attempt.done', { ...refOf(order), result: { kind: 'deliver', receipt: {} } });
    return bytes;
  }

  test('a film goes to every destination that its document names, and then it is completed', async () => {
    const [one, two] = [
      await integration('one'),
      await integration('two', { publicUrl: 'https://cdn.example.com/' }),
    ];
    const id = await submit([
      { integrationId: one, provider: 's3' },
      { integrationId: two, provider: 's3', pathPrefix: 'summer' },
    ]);
    expect((await status(id)).outputs.map((output) => output.status)).toEqual(['pending', 'pending']);
    const whole = await orderOf(id, 'whole');
    expect(whole.keepMaster).toBe(true);
    await agent.finish(whole);
    const first = await orderOf(id, 'deliver');
    expect(await status(id)).toMatchObject({ status: 'rendering', stage: 'uploading', url: null });
    const sent = await deliver(first);
    expect((await status(id)).status).toBe('rendering');
    await deliver(await orderOf(id, 'deliver', 1));
    const done = await status(id);
    expect(done).toMatchObject({
      status: 'completed',
      outputs: [
        { status: 'completed', error: null },
        {
          status: 'completed',
          outputUrl: expect.stringMatching(/^https:\/\/cdn\.example\.com\/summer\/[^/]/) as string,
        },
      ],
    });
    expect(done.outputs.map(({ output_key: key }) => key.split('/')[0])).toEqual(['one', 'summer']);
    expect(done.outputs[0]?.outputSizeBytes).toBe(sent.length);
    // The farm's own copy is there whatever went out.
    expect(await (await fetch(done.url ?? '')).text()).toBe(sent);
  });

  test('a destination that refuses fails its own output, never the film; by hand it is tried again', async () => {
    const good = await integration('good');
    const id = await submit([{ integrationId: good, provider: 's3' }]);
    await agent.finish(await orderOf(id, 'whole'));
    await agent.fail(await orderOf(id, 'deliver'), 'destination-refused', 'The bucket said no.');
    const failed = await status(id);
    expect(failed).toMatchObject({
      status: 'completed',
      outputs: [{ status: 'failed', error: 'The bucket said no.', nextTryAt: null }],
    });
    const output = failed.outputs[0]?.id ?? '';
    const retried = await farm.call('POST', `/v1/render/${id}/outputs/${output}/retry`);
    expect([retried.status, retried.body.status]).toEqual([200, 'pending']);
    expect((await farm.call('POST', `/v1/render/${id}/outputs/${output}/retry`)).status).toBe(409);
    await deliver(await orderOf(id, 'deliver', 1));
    expect((await status(id)).outputs).toMatchObject([{ status: 'completed', error: null }]);
  });

  test('what may pass is tried again by itself when its time has come', async () => {
    const id = await submit([{ integrationId: await integration('later'), provider: 's3' }]);
    await agent.finish(await orderOf(id, 'whole'));
    for (const index of [0, 1, 2])
      await agent.fail(await orderOf(id, 'deliver', index), 'upload-failed', 'It was away.');
    const failed = await status(id);
    expect(failed).toMatchObject({
      status: 'completed',
      outputs: [{ status: 'failed', error: expect.stringContaining('It was away.') as string }],
    });
    expect(Date.parse(failed.outputs[0]?.nextTryAt ?? '')).toBeGreaterThan(Date.now());
    await farm.app
      .get(DataSource)
      .query(`UPDATE outputs SET next_try_at = now() - interval '1 second' WHERE job_id = $1`, [id]);
    await farm.app.get(OutputRetries).look();
    await deliver(await orderOf(id, 'deliver', 3));
    expect((await status(id)).outputs).toMatchObject([{ status: 'completed' }]);
  }, 30_000);

  test('a film that was never made leaves no output waiting', async () => {
    const id = await submit([{ integrationId: await integration('never'), provider: 's3' }]);
    await agent.fail(await orderOf(id, 'whole'), 'invalid-scene', 'No.');
    expect(await status(id)).toMatchObject({
      status: 'failed',
      outputs: [{ status: 'failed', error: expect.stringMatching(/^The render failed/) as string }],
    });
  });

  test('a film that was cancelled after a copy went wrong has no next try, and nothing of it is due', async () => {
    const id = await submit([{ integrationId: await integration('gone'), provider: 's3' }]);
    const output = (await status(id)).outputs[0]?.id ?? '';
    const outputs = farm.app.get(OutputsService);
    await farm.app.get(Transactions).run((tx) => outputs.fail(output, 'It was away.', {}, tx));
    await farm.app
      .get(DataSource)
      .query(`UPDATE outputs SET next_try_at = now() - interval '1 second' WHERE id = $1`, [output]);
    const isDue = async () => (await outputs.due(1000)).some((one) => one.id === output);
    // The film is not made yet: there is nothing to send.
    expect(await isDue()).toBe(false);
    expect((await farm.call('POST', `/v1/render/${id}/cancel`)).status).toBe(200);
    expect((await status(id)).outputs).toMatchObject([
      { status: 'failed', error: 'It was away.', nextTryAt: null },
    ]);
  });

  test('only who holds the lease of a delivery can complete it', async () => {
    const id = await submit([{ integrationId: await integration('held'), provider: 's3' }]);
    await agent.finish(await orderOf(id, 'whole'));
    const order = await orderOf(id, 'deliver');
    await send(order);
    const report = { ...refOf(order), result: { kind: 'deliver' as const, receipt: {} } };
    const stranger = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots: [] });
    const wrong = [
      await stranger.ask('attempt.done', report),
      await agent.ask('attempt.done', { ...report, token: order.token + 1 }),
    ];
    stranger.drop();
    expect(wrong).toMatchObject([
      { applied: false, reason: 'unknown' },
      { applied: false, reason: 'lease-lost' },
    ]);
    expect((await status(id)).outputs).toMatchObject([{ status: 'pending' }]);
    await agent.ask('attempt.done', report);
    expect((await status(id)).outputs).toMatchObject([{ status: 'completed' }]);
  });

  test('an output that is there already is not opened again', async () => {
    const id = await submit([{ integrationId: await integration('there'), provider: 's3' }]);
    await agent.finish(await orderOf(id, 'whole'));
    const order = await orderOf(id, 'deliver');
    // As after a crash between the completion at the provider and the end of the order.
    await farm.app
      .get(DataSource)
      .query(`UPDATE outputs SET state = 'completed', output_size_bytes = 1 WHERE job_id = $1`, [id]);
    const { fileName, sizeBytes, contentType } = order.file;
    const files = [{ role: 'master' as const, fileName, sizeBytes, contentType }];
    expect(await agent.ask('grants.upload', { ...refOf(order), files })).toMatchObject({
      ok: false,
      code: 'destination-refused',
      message: expect.stringContaining('at its destination already') as string,
    });
    await agent.fail(order, 'destination-refused', 'It is there.');
    expect(await status(id)).toMatchObject({ status: 'completed', outputs: [{ status: 'completed' }] });
  });

  test('an object that is not there is no delivery, whatever the agent reports', async () => {
    const id = await submit([{ integrationId: await integration('liar'), provider: 's3' }]);
    await agent.finish(await orderOf(id, 'whole'));
    const order = await orderOf(id, 'deliver');
    const { fileName, sizeBytes, contentType } = order.file;
    await agent.ask('grants.upload', {
      ...refOf(order),
      files: [{ role: 'master', fileName, sizeBytes, contentType }],
    });
    await agent.ask('attempt.done', { ...refOf(order), result: { kind: 'deliver', receipt: {} } });
    expect((await status(id)).outputs).toMatchObject([{ status: 'pending' }]);
    await deliver(await orderOf(id, 'deliver', 1));
    expect((await status(id)).outputs).toMatchObject([{ status: 'completed' }]);
  }, 30_000);

  test('the default destination is used when the document names none', async () => {
    await integration('usual', {}, { isDefault: true });
    const id = await submit();
    expect((await status(id)).outputs).toHaveLength(1);
    await agent.finish(await orderOf(id, 'whole'));
    await deliver(await orderOf(id, 'deliver'));
    expect((await status(id)).outputs[0]?.output_key).toMatch(/^usual\//);
  });
});
