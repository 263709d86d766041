import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { AssetsService } from '../../../coordinator/src/assets/index.js';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { startTestCoordinator, type CallOptions, type TestCoordinator } from '../../setup/coordinator.js';

interface Target {
  uploadUrl: string;
  assetUrl: string;
  path: string;
  storageKey: string;
  assetId: string;
  id: string;
  type: string;
}
interface Asset {
  id: string;
  size_bytes: number;
  duration: number | null;
  asset_url: string;
  assetUrl: string;
  storage_key: string;
  metadata: Record<string, unknown> | null;
  name: string;
}
interface Page {
  assets: Asset[];
  total: number;
  page: number;
  limit: number;
  totalPages: number;
}
interface Problem {
  error: string;
  details: { code: string; issues?: { path: string; message: string }[] };
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
let farm: TestCoordinator;
beforeAll(async () => {
  farm = await startTestCoordinator({ env: { FRAMEFARM_UPLOAD_LIMIT: '64k' } });
});
afterAll(() => farm.stop());

const target = async (json: unknown = { name: 'a.png', type: 'image' }): Promise<Target> => {
  const reply = await farm.call<Target>('POST', '/v1/assets/upload-url', { json, as: 'bearer' });
  expect(reply.status).toBe(200);
  return reply.body;
};
const send = (url: string, options: CallOptions = {}, method = 'PUT') =>
  farm.call<Problem & { success: boolean }>(method, url, { body: PNG, as: 'nobody', ...options });
const register = (json: unknown) =>
  farm.call<{ asset: Asset; assetUrl: string } & Problem>('POST', '/v1/assets', { json });

async function uploaded(name = 'a.png', type = 'image', more: object = {}): Promise<Asset> {
  const { uploadUrl, path } = await target({ name, type });
  await send(uploadUrl, type === 'font' ? { body: Buffer.from('wOF2 of a font') } : {});
  return (await register({ name, type, storageKey: path, ...more })).body.asset;
}

describe('upload-url', () => {
  test.each([
    ['the guide', { name: 'clip.mp4', type: 'video', sizeBytes: 10 }],
    ['the Node client', { filename: 'clip.mp4', contentType: 'video/mp4', type: 'video' }],
    ['the Python client', { filename: 'clip.mp4', type: 'video' }],
  ])('%s gets every field', async (_name, json) => {
    const reply = await target(json);
    const { workspaceId } = farm.credentials;
    expect(reply.path).toBe(`${workspaceId}/${reply.assetId}/clip.mp4`);
    expect(reply).toMatchObject({ storageKey: reply.path, id: reply.assetId, type: 'video' });
    expect(reply.uploadUrl).toMatch(new RegExp(`^${farm.url}/v1/assets/${reply.assetId}/upload\\?`));
    expect(reply.assetUrl).toBe(`${farm.url}/assets/${reply.path}`);
  });

  test('names cannot leave their folder', async () => {
    const { path, assetId } = await target({ name: '../../etc/pass wd?.png', type: 'image' });
    expect(path).toBe(`${farm.credentials.workspaceId}/${assetId}/pass wd_.png`);
  });

  test.each([
    [{ type: 'image' }, /name/],
    [{ name: 'a', type: 'pdf' }, /type must be image, video, audio or font/],
    [{ name: 7, type: 'image' }, /name must be a text/],
    [{ name: 'x'.repeat(300), type: 'image' }, /at most 255/],
  ])('%j is refused', async (json, sentence) => {
    const reply = await farm.call<Problem>('POST', '/v1/assets/upload-url', { json });
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(sentence);
  });

  test('a file that says it is too large is refused at once', async () => {
    const json = { name: 'a.mp4', type: 'video', sizeBytes: 70_000 };
    expect((await farm.call('POST', '/v1/assets/upload-url', { json })).status).toBe(413);
  });
});

describe('the upload target', () => {
  test.each([
    ['PUT', 'image/png'],
    ['POST', 'image/png'],
    ['POST', 'application/x-www-form-urlencoded'],
    ['POST', 'application/json'],
    ['PUT', ''],
  ])('%s of raw bytes as "%s", without credentials', async (method, type) => {
    const { uploadUrl, path } = await target();
    const reply = await send(uploadUrl, { headers: type ? { 'content-type': type } : {} }, method);
    expect(reply).toMatchObject({ status: 200, body: { success: true } });
    const { asset } = (await register({ name: 'a.png', type: 'image', storage_key: path })).body;
    expect(asset).toMatchObject({ size_bytes: PNG.length, content_type: 'image/png' });
  });

  test('a form with the part "file", with credentials and without a token', async () => {
    const { assetId, path } = await target();
    const form = new FormData();
    form.set('other', 'text');
    form.set('file', new Blob([PNG]), 'a.png');
    const reply = await farm.call('POST', `/v1/assets/${assetId}/upload`, { body: form, as: 'bearer' });
    expect(reply).toMatchObject({ status: 200, body: { success: true } });
    const { asset } = (await register({ name: 'a.png', type: 'image', storage_key: path })).body;
    expect(asset.size_bytes).toBe(PNG.length);
  });

  test.each([
    ['no credentials', (url: string) => url.split('?')[0] ?? '', 401],
    [
      'a changed signature',
      (url: string) => url.replace(/sig=(.)/, (_, first) => `sig=${first === '0' ? '1' : '0'}`),
      401,
    ],
    ['a longer life', (url: string) => url.replace(/expires=\d+/, 'expires=9999999999'), 401],
    ["another asset's token", (url: string) => url.replace(/assets\/[^/]+/, `assets/${newId()}`), 401],
  ])('%s is refused', async (_name, change, status) => {
    const { uploadUrl } = await target();
    expect((await send(change(uploadUrl))).status).toBe(status);
  });

  test('a form without "file", and an empty body, are refused', async () => {
    const { uploadUrl, path } = await target();
    const form = new FormData();
    form.set('picture', new Blob([PNG]), 'a.png');
    expect(await send(uploadUrl, { body: form }, 'POST')).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/part named "file"/) },
    });
    expect(await send(uploadUrl, { body: Buffer.alloc(0) })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/empty/) },
    });
    expect(await register({ name: 'a', type: 'image', storageKey: path })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/never uploaded/) },
    });
  });

  test('more bytes than the limit are refused, announced or not, and leave nothing', async () => {
    const { uploadUrl, path } = await target();
    expect((await send(uploadUrl, { body: Buffer.alloc(70_000) })).status).toBe(413);
    expect(await sendChunked(uploadUrl, Buffer.concat([PNG, Buffer.alloc(70_000)]))).toBe(413);
    expect((await register({ name: 'a', type: 'image', storageKey: path })).status).toBe(400);
  });

  test('it may be repeated until the asset is registered', async () => {
    const { uploadUrl, path } = await target();
    await send(uploadUrl, { body: Buffer.concat([PNG, PNG]) });
    await send(uploadUrl);
    const { asset } = (await register({ name: 'a.png', type: 'image', storageKey: path })).body;
    expect(asset.size_bytes).toBe(PNG.length);
    expect((await send(uploadUrl)).status).toBe(409);
  });

  test('twenty uploads at once all arrive', async () => {
    const sizes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { uploadUrl, path } = await target({ name: `${index}.bin`, type: 'font' });
        await send(uploadUrl, {
          body: Buffer.concat([Buffer.from('wOF2'), Buffer.alloc(996 + index, index)]),
        });
        return (await register({ name: 'x', type: 'font', storageKey: path })).body.asset.size_bytes;
      }),
    );
    expect(sizes).toEqual(Array.from({ length: 20 }, (_, index) => 1000 + index));
  });
});

describe('registration', () => {
  test('answers 201 with whole numbers, the exact duration beside, and the URL twice', async () => {
    const { uploadUrl, path, assetId, assetUrl } = await target({ name: 'Grüße.png', type: 'image' });
    await send(uploadUrl);
    const json = {
      id: assetId,
      name: 'Grüße',
      type: 'image',
      storage_key: path,
      duration: 10.04,
      width: 20,
      size: 1,
      metadata: [],
    };
    const reply = await register(json);
    expect(reply.status).toBe(201);
    expect(reply.body.assetUrl).toBe(assetUrl);
    expect(reply.body.asset).toMatchObject({
      id: assetId,
      workspace_id: farm.credentials.workspaceId,
      asset_url: assetUrl,
      assetUrl,
      storage_key: path,
      size_bytes: PNG.length,
      duration: 10,
      width: 20,
      height: null,
      metadata: { duration: 10.04 },
    });
    expect(new Date(String(reply.body.asset['created_at' as 'id'])).toISOString()).toBe(
      reply.body.asset['created_at' as 'id'],
    );
  });

  test('null is unknown, not nought', async () => {
    const asset = await uploaded('b.png', 'image', {
      duration: null,
      width: null,
      height: null,
      metadata: null,
    });
    expect(asset).toMatchObject({ duration: null, width: null, height: null, metadata: {} });
  });

  test('a size beyond any picture, and text that no database holds, are 400', async () => {
    const { uploadUrl, path } = await target();
    await send(uploadUrl);
    const wrong = { name: 'a', type: 'image', storageKey: path };
    expect((await register({ ...wrong, width: 1e12, duration: 1e300 })).body.details.issues).toHaveLength(2);
    expect((await register({ ...wrong, metadata: { a: '\0', b: '\ud800' } })).status).toBe(400);
  });

  test.each([
    ["another workspace's key", () => `${newId()}/${newId()}/a.png`, /another workspace/],
    ['an unknown key', () => `${farm.credentials.workspaceId}/${newId()}/a.png`, /not known/],
    ['nonsense', () => 'nonsense', /another workspace/],
    ['a path upwards', () => `${farm.credentials.workspaceId}/../x`, /not known/],
  ])('%s is refused', async (_name, key, sentence) => {
    const reply = await register({ name: 'a', type: 'image', storageKey: key() });
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(sentence);
  });

  test('all problems of the body at once', async () => {
    const reply = await register({ type: 'x', duration: 'long' });
    expect(reply.status).toBe(400);
    expect(reply.body.details.issues?.map((issue) => issue.path)).toEqual(
      expect.arrayContaining(['name', 'type', 'duration']),
    );
    expect(reply.body.error).toMatch(/and 2 more/);
  });
});

describe('lists', () => {
  test('search, type, order and pages', async () => {
    const mark = newId().slice(-8);
    for (const name of [`${mark} b 50%.png`, `${mark} a_1.png`, `${mark} c.png`]) await uploaded(name);
    await uploaded(`${mark} d.ttf`, 'font');
    const find = (query: string) => farm.call<Page>('GET', `/v1/assets?search=${mark}&${query}`);
    const names = async (query: string) =>
      (await find(query)).body.assets.map((asset) => asset.name.slice(9, 10));
    expect(await names('sortBy=name&sortOrder=asc')).toEqual(['a', 'b', 'c', 'd']);
    expect(await names('')).toEqual(['d', 'c', 'a', 'b']);
    expect(await names('type=font')).toEqual(['d']);
    expect(await names('sortBy=name&sortOrder=asc&limit=2&page=2')).toEqual(['c', 'd']);
    expect((await find('limit=3&page=2')).body).toMatchObject({ total: 4, page: 2, limit: 3, totalPages: 2 });
    expect((await find('limit=100000')).body.limit).toBe(100);
    const literal = await farm.call<Page>('GET', `/v1/assets?search=${encodeURIComponent('50%')}`);
    expect(literal.body.assets.map((asset) => asset.name)).toEqual([`${mark} b 50%.png`]);
    expect((await farm.call<Page>('GET', '/v1/assets?search=a_1')).body.total).toBe(1);
  });

  test('an unregistered upload is not listed', async () => {
    const before = (await farm.call<Page>('GET', '/v1/assets')).body.total;
    await send((await target()).uploadUrl);
    expect((await farm.call<Page>('GET', '/v1/assets')).body.total).toBe(before);
  });

  test.each(['sortBy=id;drop table assets', 'sortOrder=up', 'type=pdf', 'search=a&search=b'])(
    '?%s is refused',
    async (query) => expect((await farm.call('GET', `/v1/assets?${query}`)).status).toBe(400),
  );
});

describe('one asset', () => {
  test('is read, fetched by its URLs and deleted', async () => {
    const asset = await uploaded('a b.png');
    expect((await farm.call('GET', `/v1/assets/${asset.id.toUpperCase()}`)).status).toBe(200);
    const signed = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${asset.id}/signed-url`);
    const file = await fetch(signed.body.signedUrl);
    expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true);
    expect(file.headers.get('content-type')).toBe('image/png');
    const proxied = await farm.call('GET', `/v1/assets/${asset.id}/proxy`);
    expect(proxied.headers.get('content-length')).toBe(String(PNG.length));
    const part = await farm.call('GET', `/v1/assets/${asset.id}/proxy`, { headers: { range: 'bytes=1-3' } });
    expect(part).toMatchObject({ status: 206, text: 'PNG' });
    expect(part.headers.get('content-range')).toBe(`bytes 1-3/${PNG.length}`);
    const json = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${asset.id}/proxy?format=json`);
    expect((await fetch(json.body.signedUrl)).status).toBe(200);
    const redirect = await farm.call('GET', asset.asset_url);
    expect(redirect.status).toBe(302);
    expect((await fetch(redirect.headers.get('location') ?? '')).status).toBe(200);
    expect((await farm.call('GET', asset.asset_url, { as: 'nobody' })).status).toBe(401);
    const gone = await farm.call('DELETE', `/v1/assets/${asset.id}`);
    expect(gone).toMatchObject({ status: 200, body: { id: asset.id, deleted: true } });
    expect((await fetch(signed.body.signedUrl)).status).toBe(404);
    expect((await farm.call('GET', `/v1/assets/${asset.id}`)).status).toBe(404);
  });

  test('several are deleted at once', async () => {
    const ids = [(await uploaded()).id, (await uploaded()).id];
    const json = { ids: [...ids, newId()] };
    const reply = await farm.call<{ deleted: string[]; count: number }>('POST', '/v1/assets/batch-delete', {
      json,
    });
    expect(reply.status).toBe(200);
    expect([...reply.body.deleted].sort()).toEqual(ids.sort());
    expect(reply.body.count).toBe(2);
  });

  test.each(['x', '1', 'upload-urlx', newId(), '%00'])('id %s is 404', async (id) => {
    const reply = await farm.call<Problem>('GET', `/v1/assets/${id}`);
    expect(reply).toMatchObject({ status: 404, body: { details: { code: 'not-found' } } });
  });
});

describe('own URLs in scenes', () => {
  test('are recognised on any host, and only in their workspace', async () => {
    const asset = await uploaded('clip one.png');
    const service = farm.app.get(AssetsService);
    const { workspaceId } = farm.credentials;
    const signed = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${asset.id}/signed-url`);
    const elsewhere = asset.asset_url.replace(farm.url, 'https://farm.example');
    for (const url of [asset.asset_url, signed.body.signedUrl, elsewhere])
      expect((await service.resolveOwnUrl(workspaceId, url))?.id).toBe(asset.id);
    expect(await service.resolveOwnUrl(newId(), asset.asset_url)).toBeUndefined();
    expect(await service.resolveOwnUrl(workspaceId, 'https://example.com/a.png')).toBeUndefined();
    const missing = asset.asset_url.replace(asset.id, newId());
    expect(await service.resolveOwnUrl(workspaceId, missing)).toBeUndefined();
  });

  test('an agent gets a grant with size and hash', async () => {
    const asset = await uploaded();
    const service = farm.app.get(AssetsService);
    const found = await service.need(farm.credentials.workspaceId, asset.id);
    const grant = await service.grantDownload(found);
    expect(grant).toMatchObject({
      url: expect.stringMatching(/^\/files\/assets\//),
      sizeBytes: PNG.length,
      sha256: createHash('sha256').update(PNG).digest('hex'),
    });
  });
});

/** A body without Content-Length. */
function sendChunked(url: string, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'PUT' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.write(bytes.subarray(0, 20_000));
    request.end(bytes.subarray(20_000));
  });
}
