import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { AssetUploadsService } from '../../../coordinator/src/assets/index.js';
import { EventBus } from '../../../coordinator/src/platform/events/event-bus.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Target {
  uploadUrl: string;
  path: string;
  assetId: string;
}
interface Registered {
  asset: { id: string; size_bytes: number };
}
interface Refusal {
  error: string;
  signedUrl: string;
}

let farm: TestCoordinator;
const stored: { bytes: number }[] = [];
beforeAll(async () => {
  farm = await startTestCoordinator();
  farm.app.get(EventBus).on('storage.changed', (change) => void stored.push(change));
});
afterAll(() => farm.stop());
beforeEach(() => void stored.splice(0));

const picture = () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(500)]);
const announce = async (type = 'image', name = 'a.png') =>
  (await farm.call<Target>('POST', '/v1/assets/upload-url', { json: { name, type } })).body;
const put = (url: string, body: Buffer) => farm.call<Refusal>('PUT', url, { body, as: 'nobody' });
const register = (path: string, more: object = {}) =>
  farm.call<Registered & Refusal>('POST', '/v1/assets', {
    json: { name: 'a.png', type: 'image', storageKey: path, ...more },
  });
async function added(bytes: Buffer): Promise<string> {
  const { uploadUrl, path, assetId } = await announce();
  expect((await put(uploadUrl, bytes)).status).toBe(200);
  expect((await register(path)).status).toBe(201);
  return assetId;
}
const remove = (ids: string[]) => farm.call('POST', '/v1/assets/batch-delete', { json: { ids } });
async function read(id: string): Promise<Buffer> {
  const { signedUrl } = (await farm.call<Refusal>('GET', `/v1/assets/${id}/signed-url`)).body;
  const reply = await fetch(signedUrl);
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}
/** Files of assets on disk. */
async function onDisk(): Promise<string[]> {
  const entries = await readdir(join(farm.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('the same bytes are stored once, and go with the last asset that shows them', async () => {
  const bytes = picture();
  const before = (await onDisk()).length;
  const ids = [await added(bytes), await added(bytes), await added(bytes)];
  expect(await onDisk()).toHaveLength(before + 1);
  expect(stored.map((change) => change.bytes)).toEqual([bytes.length]);
  await remove(ids.slice(0, 1));
  for (const id of ids.slice(1)) expect((await read(id)).equals(bytes)).toBe(true);
  await remove(ids.slice(1));
  expect(await onDisk()).toHaveLength(before);
  expect(stored.map((change) => change.bytes)).toEqual([bytes.length, -bytes.length]);
});

test('the same bytes sent, registered and deleted at once never leave an asset without its file', async () => {
  const bytes = picture();
  const before = (await onDisk()).length;
  const kept = await added(bytes);
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const id = await added(bytes);
      expect((await read(id)).equals(bytes)).toBe(true);
      await remove([id]);
    }),
  );
  expect((await read(kept)).equals(bytes)).toBe(true);
  expect(await onDisk()).toHaveLength(before + 1);
  await remove([kept]);
  expect(await onDisk()).toHaveLength(before);
});

test('a signed URL dies with its asset, although another one shows the same bytes', async () => {
  const bytes = picture();
  const [first, second] = [await added(bytes), await added(bytes)];
  const { signedUrl } = (await farm.call<Refusal>('GET', `/v1/assets/${first}/signed-url`)).body;
  await remove([first]);
  expect((await farm.call('GET', signedUrl, { as: 'nobody' })).status).toBe(404);
  expect((await read(second)).equals(bytes)).toBe(true);
});

test('another upload before the registration replaces the first one, and its bytes go', async () => {
  const before = (await onDisk()).length;
  const { uploadUrl, path, assetId } = await announce();
  await put(uploadUrl, picture());
  const last = picture();
  await put(uploadUrl, last);
  await register(path);
  expect((await read(assetId)).equals(last)).toBe(true);
  expect(await onDisk()).toHaveLength(before + 1);
});

describe('an upload that is still running', () => {
  /** An upload that waits for its last byte. */
  async function running() {
    const target = await announce();
    await put(target.uploadUrl, picture());
    const uploads = farm.app.get(AssetUploadsService);
    const asset = await uploads.find(target.assetId, farm.credentials.workspaceId);
    const late = new PassThrough();
    const ended = uploads.receive(asset, late).then(
      () => 'stored',
      (error: Error) => error.message,
    );
    late.write(Buffer.concat([picture(), Buffer.alloc(5000)]));
    return { ...target, late, ended };
  }

  test('cannot undo a registration', async () => {
    const { path, assetId, late, ended } = await running();
    const { asset } = (await register(path)).body;
    const files = (await onDisk()).length;
    const hash = createHash('sha256')
      .update(await read(assetId))
      .digest('hex');
    late.end();
    expect(await ended).toMatch(/registered and cannot be overwritten/);
    const now = (await farm.call<Registered>('GET', `/v1/assets/${assetId}`)).body.asset;
    expect(now).toEqual(asset);
    expect(
      createHash('sha256')
        .update(await read(assetId))
        .digest('hex'),
    ).toBe(hash);
    expect((await onDisk()).length).toBeLessThanOrEqual(files);
    const { assets } = (await farm.call<{ assets: { id: string }[] }>('GET', '/v1/assets')).body;
    expect(assets.map(({ id }) => id)).toContain(assetId);
  });

  test('cannot bring back a deleted asset', async () => {
    const before = (await onDisk()).length;
    const { assetId, late, ended } = await running();
    await remove([assetId]);
    late.end();
    expect(await ended).toMatch(/no such asset/);
    expect(await onDisk()).toHaveLength(before);
  });
});

describe('content', () => {
  test.each([
    ['image', 'a.png', Buffer.from('Hello, I am a text.'), /announced as an image, but its content is text/],
    ['font', 'a.ttf', Buffer.alloc(100), /announced as a font/],
    ['audio', 'a.mp3', picture(), /announced as an audio file, but its content is image\/png/],
    ['video', 'a.mp4', Buffer.from('<html></html>'), /announced as a video, but its content is text/],
  ])('%s %s that is something else is refused, and nothing is kept', async (type, name, bytes, sentence) => {
    const before = (await onDisk()).length;
    const { uploadUrl, path } = await announce(type, name);
    const reply = await put(uploadUrl, bytes);
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringMatching(sentence) } });
    expect(await onDisk()).toHaveLength(before);
    expect((await register(path, { type })).status).toBe(400);
  });

  test('a registration cannot call a picture a sound', async () => {
    const { uploadUrl, path } = await announce();
    await put(uploadUrl, picture());
    const reply = await register(path, { type: 'audio' });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringMatching(/image\/png/) } });
  });

  test('a drawing is taken as an image and served where its scripts cannot run', async () => {
    const { uploadUrl, path, assetId } = await announce('image', 'a.svg');
    await put(
      uploadUrl,
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    );
    await register(path);
    const { signedUrl } = (await farm.call<Refusal>('GET', `/v1/assets/${assetId}/signed-url`)).body;
    const file = await fetch(signedUrl);
    const { headers } = file;
    await file.text();
    expect(headers.get('content-type')).toBe('image/svg+xml');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
