import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { loadConfig } from '../../../coordinator/src/platform/config/config.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let farm: TestCoordinator;
let server: S3rver;
let directory: string;
let endpoint: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'framefarm-s3-'));
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: 'farm' }],
  });
  endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  farm = await startTestCoordinator({
    env: {
      FRAMEFARM_STORAGE: 's3',
      FRAMEFARM_S3_BUCKET: 'farm',
      FRAMEFARM_S3_ENDPOINT: endpoint,
      // The same server under the name that the others know.
      FRAMEFARM_S3_PUBLIC_ENDPOINT: endpoint.replace('127.0.0.1', 'localhost'),
      FRAMEFARM_S3_ACCESS_KEY_ID: 'S3RVER',
      FRAMEFARM_S3_SECRET_ACCESS_KEY: 'S3RVER',
      FRAMEFARM_S3_PREFIX: '/framefarm/',
    },
  });
}, 60_000);
afterAll(async () => {
  await farm.stop();
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const stored = async (): Promise<string[]> =>
  (await readdir(join(directory, 'farm'), { recursive: true })).filter((name) => name.endsWith('_object'));

test('an asset is uploaded, read by a URL of the bucket, and deleted there', async () => {
  const wanted = { name: 'dot.png', type: 'image', sizeBytes: PNG.length };
  const asked = await farm.call<Record<string, string>>('POST', '/v1/assets/upload-url', { json: wanted });
  const { uploadUrl = '', assetId, path } = asked.body;
  expect((await farm.call('PUT', uploadUrl, { body: PNG, as: 'nobody' })).status).toBe(200);
  const registration = { id: assetId, name: 'dot.png', type: 'image', storage_key: path };
  const made = await farm.call<{ asset: { size_bytes: number } }>('POST', '/v1/assets', {
    json: registration,
  });
  expect([made.status, made.body.asset.size_bytes]).toEqual([201, PNG.length]);
  expect((await stored()).every((name) => name.startsWith('framefarm/'))).toBe(true);

  const signed = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${assetId}/signed-url`);
  expect(signed.body.signedUrl).toMatch(/^http:\/\/localhost:\d+\/farm\/framefarm\//);
  const read = await fetch(signed.body.signedUrl);
  expect(Buffer.from(await read.arrayBuffer()).equals(PNG)).toBe(true);
  const proxied = await fetch(`${farm.url}/v1/assets/${assetId}/proxy`, {
    headers: { 'x-api-key': farm.credentials.apiKey, range: 'bytes=0-7' },
  });
  expect([proxied.status, Buffer.from(await proxied.arrayBuffer()).equals(PNG.subarray(0, 8))]).toEqual([
    206,
    true,
  ]);

  expect((await farm.call('DELETE', `/v1/assets/${assetId}`)).status).toBe(200);
  await eventually('the file to go', async () => (await stored()).length === 0 || undefined);
});

test('a render is put into the bucket by the agent and read from there', async () => {
  const agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  try {
    const layers = [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 }];
    const made = await farm.call<{ jobId: string }>('POST', '/v1/render', {
      json: { videoJSON: { name: 'film', layers } },
    });
    const order = await eventually('an order', () =>
      agent.offers.find((one) => one.jobId === made.body.jobId),
    );
    if (order.kind !== 'whole') throw new Error(order.kind);
    await agent.finish(order);
    const status = await farm.call<{ status: string; url: string }>('GET', `/v1/render/${made.body.jobId}`);
    expect(status.body.status).toBe('completed');
    const found = await farm.call('GET', `/v1/render/${made.body.jobId}/download`);
    expect([found.status, found.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^http:\/\/localhost:\d+\/farm\/framefarm\/outputs\/.*X-Amz-Signature=/),
    ]);
    const film = await fetch(found.headers.get('location') ?? '');
    expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(film.headers.get('content-disposition')).toMatch(/attachment; filename="film\.mp4"/);
  } finally {
    agent.drop();
  }
});

test('the health of the farm includes its bucket', async () => {
  const reply = await farm.call<{ services: Record<string, { status: string }> }>('GET', '/health/detailed');
  expect(JSON.stringify(reply.body)).toMatch(/storage/);
});

test('settings that are not whole are refused with a sentence', async () => {
  await expect(startTestCoordinator({ env: { FRAMEFARM_STORAGE: 's3' } })).rejects.toThrow(
    /FRAMEFARM_S3_BUCKET/,
  );
  expect(() => loadConfig({ FRAMEFARM_STORAGE: 'ftp' })).toThrow(/must be local or s3/);
});
