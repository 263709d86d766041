import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { AssetSweeperService } from '../../../coordinator/src/assets/asset-sweeper.service.js';
import { FakeAgent } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Target {
  uploadUrl: string;
  directUploadUrl: string;
  directUploadHeaders: Record<string, string>;
  path: string;
  assetId: string;
}
interface Registered {
  error: string;
  asset: { id: string; size_bytes: number; content_type: string };
}

let farm: TestCoordinator;
let bucket: S3rver;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'framefarm-direct-'));
  bucket = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: 'farm' }],
  });
  farm = await startTestCoordinator({
    env: {
      FRAMEFARM_STORAGE: 's3',
      FRAMEFARM_S3_BUCKET: 'farm',
      FRAMEFARM_S3_ENDPOINT: `http://127.0.0.1:${(await bucket.run()).port}`,
      FRAMEFARM_S3_ACCESS_KEY_ID: 'S3RVER',
      FRAMEFARM_S3_SECRET_ACCESS_KEY: 'S3RVER',
      FRAMEFARM_UPLOAD_LIMIT: '64k',
    },
  });
}, 60_000);
afterAll(async () => {
  await farm.stop();
  await bucket.close();
  await rm(directory, { recursive: true, force: true });
});

const picture = (bytes = 500) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(bytes)]);
const announce = async (): Promise<Target> =>
  (await farm.call<Target>('POST', '/v1/assets/upload-url', { json: { name: 'a.png', type: 'image' } })).body;
const register = (path: string) =>
  farm.call<Registered>('POST', '/v1/assets', { json: { name: 'a.png', type: 'image', storageKey: path } });
async function direct(bytes: Buffer): Promise<Target> {
  const target = await announce();
  expect(target.directUploadUrl).not.toContain(farm.url);
  const { directUploadUrl: url, directUploadHeaders: headers } = target;
  expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(200);
  return target;
}
const read = async (assetId: string): Promise<Buffer> => {
  const { body } = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${assetId}/signed-url`);
  return Buffer.from(await (await fetch(body.signedUrl)).arrayBuffer());
};
const objects = async (): Promise<number> =>
  (await readdir(join(directory, 'farm'), { recursive: true })).filter((name) => name.endsWith('_object'))
    .length;

test('bytes that went straight to the bucket are found, looked at and registered', async () => {
  const bytes = picture();
  const { path, assetId } = await direct(bytes);
  const reply = await register(path);
  expect(reply).toMatchObject({
    status: 201,
    body: { asset: { size_bytes: bytes.length, content_type: 'image/png' } },
  });
  expect((await read(assetId)).equals(bytes)).toBe(true);
});

test('without bytes in the bucket there is nothing to register', async () => {
  const { path } = await announce();
  expect(await register(path)).toMatchObject({
    status: 400,
    body: { error: expect.stringMatching(/never uploaded/) },
  });
});

test.each([
  ['text', Buffer.from('I am a text.'), 400, /its content is text/],
  ['too many bytes', picture(70_000), 413, /the limit is 65536/],
])('%s in the bucket is refused at registration', async (_name, bytes, status, sentence) => {
  const { path } = await direct(bytes);
  expect(await register(path)).toMatchObject({ status, body: { error: expect.stringMatching(sentence) } });
});

test('our own route goes on working beside it', async () => {
  const bytes = picture();
  const { uploadUrl, path, assetId } = await announce();
  expect((await farm.call('POST', uploadUrl, { body: bytes, as: 'nobody' })).status).toBe(200);
  expect((await register(path)).status).toBe(201);
  expect((await read(assetId)).equals(bytes)).toBe(true);
});

test('the hash that an agent measures makes equal files one', async () => {
  const bytes = picture();
  const agent = await FakeAgent.ready({
    url: farm.url,
    joinToken: farm.joinToken,
    slots: [{ engine: 'io', count: 16 }],
  });
  const first = await direct(bytes);
  await register(first.path);
  const second = await direct(bytes);
  await register(second.path);
  const facts = {
    duration: null,
    width: 1,
    height: 1,
    details: {},
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const before = await objects();
  for (const { assetId } of [first, second]) {
    const order = await (async () => {
      for (let index = 0; ; index++) {
        const offer = await agent.offer(index);
        if (offer.kind === 'inspect' && JSON.stringify(offer.sources).includes(assetId)) return offer;
      }
    })();
    expect(await agent.done(order, { kind: 'inspect', files: [], facts })).toMatchObject({ applied: true });
  }
  await farm.app.get(AssetSweeperService).sweep();
  expect(await objects()).toBe(before - 1);
  for (const { assetId } of [first, second]) expect((await read(assetId)).equals(bytes)).toBe(true);
  agent.drop();
});
