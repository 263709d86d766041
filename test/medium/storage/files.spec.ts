import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { StorageService } from '../../../coordinator/src/storage/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

const BYTES = randomBytes(10_000);
const KEY = 'outputs/w/j/a/film one.mp4';
const sha256 = createHash('sha256').update(BYTES).digest('hex');
let farm: TestCoordinator;
let storage: StorageService;
let url: string;

beforeAll(async () => {
  farm = await startTestCoordinator();
  storage = farm.app.get(StorageService);
  await storage.write(KEY, Readable.from([BYTES]));
  url = farm.url + (await storage.grantDownload(KEY, { fileName: 'Grüße "1".mp4' })).url;
});
afterAll(() => farm.stop());

const get = async (headers: Record<string, string> = {}, method = 'GET', address = url) => {
  const response = await fetch(address, { method, headers });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('GET of a signed URL', () => {
  test('the whole file, with everything a player and a browser need', async () => {
    const { response, bytes } = await get();
    expect(response.status).toBe(200);
    expect(bytes.equals(BYTES)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '10000',
      'accept-ranges': 'bytes',
      'content-disposition': `attachment; filename="Gr__e _1_.mp4"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20_1_.mp4`,
      'x-content-type-options': 'nosniff',
    });
  });

  test('again and again, whatever other credentials come along', async () => {
    const others: Record<string, string>[] = [
      { 'x-api-key': 'wrong' },
      { authorization: 'Bearer wrong' },
      { accept: 'application/json' },
    ];
    for (const headers of others) expect((await get(headers)).response.status).toBe(200);
  });

  test.each([
    ['bytes=0-0', 206, 'bytes 0-0/10000', BYTES.subarray(0, 1)],
    ['bytes=100-199', 206, 'bytes 100-199/10000', BYTES.subarray(100, 200)],
    ['bytes=9990-', 206, 'bytes 9990-9999/10000', BYTES.subarray(9990)],
    ['bytes=-10', 206, 'bytes 9990-9999/10000', BYTES.subarray(9990)],
    ['bytes=0-99999', 206, 'bytes 0-9999/10000', BYTES],
    ['bytes=10000-', 416, 'bytes */10000', Buffer.alloc(0)],
    ['bytes=-0', 416, 'bytes */10000', Buffer.alloc(0)],
    ['bytes=5-1', 200, null, BYTES],
    ['items=0-1', 200, null, BYTES],
    ['bytes=0-1,5-6', 200, null, BYTES],
  ])('Range: %s -> %i', async (range, status, contentRange, expected) => {
    const { response, bytes } = await get({ range });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    expect(bytes.equals(expected)).toBe(true);
  });

  test('HEAD, If-None-Match and If-Range', async () => {
    const head = await get({}, 'HEAD');
    expect([head.response.status, head.response.headers.get('content-length'), head.bytes.length]).toEqual([
      200,
      '10000',
      0,
    ]);
    const etag = head.response.headers.get('etag') ?? '';
    expect((await get({ 'if-none-match': etag })).response.status).toBe(304);
    expect((await get({ 'if-range': etag, range: 'bytes=0-1' })).response.status).toBe(206);
    expect((await get({ 'if-range': '"other"', range: 'bytes=0-1' })).response.status).toBe(200);
  });

  test.each([
    ['another file', (text: string) => text.replace('film', 'filn'), 403],
    ['a longer life', (text: string) => text.replace(/expires=\d+/, 'expires=9999999999'), 403],
    ['another name', (text: string) => text.replace(/name=Gr/, 'name=Xr'), 403],
    ['one more parameter', (text: string) => `${text}&inline=1`, 403],
    ['a parameter twice', (text: string) => text.replace('expires=', 'expires=9999999999&expires='), 403],
    ['no signature', (text: string) => text.split('?')[0] ?? '', 403],
    ['a broken signature', (text: string) => text.replace(/sig=.{4}/, 'sig=AAAA'), 403],
    ['a broken escape', (text: string) => text.replace('film%20one', 'film%2'), 404],
  ])('%s is refused', async (_name, change, status) =>
    expect((await get({}, 'GET', change(url))).response.status).toBe(status),
  );

  test('an expired URL says so; a URL for reading does not write', async () => {
    const old = farm.url + (await storage.grantDownload(KEY, { ttl: -1 })).url;
    const reply = await farm.call<{ error: string }>('GET', old, { as: 'nobody' });
    expect(reply).toMatchObject({ status: 403, body: { error: expect.stringMatching(/expired/) } });
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  test('a caller that goes away in the middle does no harm', async () => {
    await storage.write('outputs/w/j/a/big.bin', Readable.from([Buffer.alloc(4_000_000)]));
    const big = farm.url + (await storage.grantDownload('outputs/w/j/a/big.bin')).url;
    for (let round = 0; round < 5; round++) {
      const stop = new AbortController();
      const response = await fetch(big, { signal: stop.signal });
      await response.body?.getReader().read();
      stop.abort();
    }
    expect((await get({}, 'GET', big)).bytes.length).toBe(4_000_000);
  });
});

describe('PUT of an agent', () => {
  const put = async (key: string, body: Buffer, headers: Record<string, string> = {}, maxBytes?: number) => {
    const grant = await storage.grantUpload(key, maxBytes === undefined ? {} : { maxBytes });
    if (grant.kind !== 'hand-over') throw new Error(`a folder gave a grant of the kind ${grant.kind}`);
    expect(grant.key).toBe(key);
    return farm.call('PUT', grant.url, { body, headers, as: 'nobody' });
  };

  test('stores the bytes and answers size and hash; repeating it is fine', async () => {
    for (let round = 0; round < 2; round++) {
      const reply = await put('outputs/w/j/b/film.mp4', BYTES, { 'x-content-sha256': sha256 });
      expect(reply).toMatchObject({ status: 200, body: { sizeBytes: 10_000, sha256 } });
    }
    expect((await storage.stat('outputs/w/j/b/film.mp4'))?.sizeBytes).toBe(10_000);
  });

  test.each([
    ['a wrong hash', { 'x-content-sha256': '0'.repeat(64) }, undefined, 400],
    ['too many bytes', {}, 9999, 413],
  ])('%s is refused and leaves nothing', async (_name, headers, maxBytes, status) => {
    expect((await put('outputs/w/j/c/film.mp4', BYTES, headers, maxBytes)).status).toBe(status);
    expect(await storage.stat('outputs/w/j/c/film.mp4')).toBeUndefined();
    expect(await readdir(join(farm.dataDir, 'files/.incoming'))).toEqual([]);
  });

  test('JSON is not parsed on this way', async () => {
    const reply = await put('outputs/w/j/d/x.json', Buffer.from('{"a":'), {
      'content-type': 'application/json',
    });
    expect(reply.status).toBe(200);
  });
});

describe('keys', () => {
  test('those that leave the folder are refused', async () => {
    for (const key of ['../x', '/etc/passwd', 'a/../../x', 'a//b', '.incoming/x', ''])
      await expect(storage.write(key, Readable.from(['x']))).rejects.toThrow();
  });

  test('removing a file removes the empty folders above it, and nothing else', async () => {
    await storage.write('outputs/x/1/a.txt', Readable.from(['a']));
    await storage.write('outputs/x/2/b.txt', Readable.from(['b']));
    await storage.remove('outputs/x/1/a.txt');
    expect(await readdir(join(farm.dataDir, 'files/outputs/x'))).toEqual(['2']);
    await storage.removeAll('outputs/x');
    await storage.removeAll('outputs/x');
    expect(await readdir(join(farm.dataDir, 'files/outputs'))).toEqual(['w']);
  });
});
