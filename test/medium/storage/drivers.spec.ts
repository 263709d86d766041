import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import S3rver from 's3rver';
import { LocalDriver } from '../../../coordinator/src/storage/drivers/local.driver.js';
import { S3Driver } from '../../../coordinator/src/storage/drivers/s3.driver.js';
import type { LocalSigner } from '../../../coordinator/src/storage/index.js';
import type { StorageDriver } from '../../../coordinator/src/storage/storage-driver.js';
import { S3Server } from '../../fakes/s3-server.js';

interface Kind {
  driver: StorageDriver;
  stop(): Promise<void>;
}

async function folder(): Promise<Kind> {
  const root = await mkdtemp(join(tmpdir(), 'framefarm-files-'));
  const signer = {
    url: (method: string, key: string) => `/files/${key}?${method}`,
  } as unknown as LocalSigner;
  const driver = new LocalDriver(root, signer, 60);
  await driver.prepare();
  return { driver, stop: () => rm(root, { recursive: true, force: true }) };
}

async function s3rver(): Promise<Kind> {
  const directory = await mkdtemp(join(tmpdir(), 'framefarm-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: 'farm' }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const driver = new S3Driver({
    place: { endpoint, region: 'us-east-1', bucket: 'farm', ...keys },
    prefix: '',
    urlTtl: 60,
  });
  const stop = async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { driver, stop };
}

/** Checks every signature, and takes parts; everything lies in a folder of the bucket. */
async function strict(): Promise<Kind> {
  const server = await S3Server.start({ buckets: ['farm'] });
  const { accessKeyId, secretAccessKey, region } = server.keys;
  const place = { endpoint: server.url, region, bucket: 'farm', accessKeyId, secretAccessKey };
  const driver = new S3Driver({ place, prefix: 'all/of it', urlTtl: 60 });
  return { driver, stop: () => server.stop() };
}

const BYTES = randomBytes(10_000);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const whole = async (stream: Readable): Promise<Buffer> => Buffer.concat(await stream.toArray());

describe.each([
  ['a folder', folder],
  ['s3rver', s3rver],
  ['a strict S3 server', strict],
] as const)('%s', (name, start) => {
  let kind: Kind;
  let driver: StorageDriver;
  beforeAll(async () => {
    kind = await start();
    driver = kind.driver;
  });
  afterAll(() => kind.stop());

  test('works', () => expect(driver.check()).resolves.toBeUndefined());

  test('what was written is read, whole and in part, and overwritten', async () => {
    const key = 'outputs/w/j/a/film one.mp4';
    for (const bytes of [randomBytes(50), BYTES]) {
      expect(await driver.write(key, Readable.from([bytes]))).toEqual({
        sizeBytes: bytes.length,
        sha256: sha(bytes),
      });
      expect(await driver.stat(key)).toMatchObject({
        key,
        sizeBytes: bytes.length,
        modifiedAt: expect.anything(),
      });
      expect((await whole(await driver.open(key))).equals(bytes)).toBe(true);
    }
    const part = await whole(await driver.open(key, { start: 100, end: 199 }));
    expect(part.equals(BYTES.subarray(100, 200))).toBe(true);
  });

  test('an empty file, and one larger than what is held in memory', async () => {
    await driver.write('assets/empty', Readable.from([]));
    expect((await driver.stat('assets/empty'))?.sizeBytes).toBe(0);
    const big = randomBytes(20 * 2 ** 20);
    const pieces = Array.from({ length: 320 }, (_, i) => big.subarray(i * 65_536, (i + 1) * 65_536));
    expect(await driver.write('assets/big', Readable.from(pieces))).toMatchObject({ sha256: sha(big) });
    expect((await whole(await driver.open('assets/big'))).equals(big)).toBe(true);
  });

  test.each([
    ['too many bytes', { maxBytes: 9_999 }],
    ['another size', { sizeBytes: 1 }],
    ['another hash', { sha256: '0'.repeat(64) }],
  ])('%s: refused, and nothing is there', async (_name, options) => {
    await expect(driver.write('assets/bad', Readable.from([BYTES]), options)).rejects.toThrow();
    expect(await driver.stat('assets/bad')).toBeUndefined();
  });

  test('a source that breaks off leaves nothing', async () => {
    async function* broken() {
      yield BYTES;
      throw new Error('gone');
    }
    await expect(driver.write('assets/half', Readable.from(broken()))).rejects.toThrow('gone');
    expect(await driver.stat('assets/half')).toBeUndefined();
  });

  test('removing one, all below a folder, and what is not there', async () => {
    for (const key of ['x/1/a', 'x/1/b', 'x/10/c', 'y']) await driver.write(key, Readable.from([BYTES]));
    await driver.remove('y');
    await driver.remove('y');
    await driver.removeAll('x/1');
    await driver.removeAll('x/1');
    const there = await Promise.all(['x/1/a', 'x/1/b', 'x/10/c', 'y'].map((key) => driver.stat(key)));
    expect(there.map((found) => found !== undefined)).toEqual([false, false, true, false]);
  });

  test('keys that lead elsewhere are refused', async () => {
    for (const key of ['../x', '/etc/passwd', 'a/../../x', 'a//b', ''])
      await expect(driver.write(key, Readable.from(['x']))).rejects.toThrow();
  });

  if (name !== 'a folder')
    test('grants: an agent puts, a customer gets, and neither meets the coordinator', async () => {
      const key = 'outputs/w/j/a/Grüße.mp4';
      const put = await driver.grantUpload(key, { maxBytes: BYTES.length });
      if (put.kind !== 'put-url') throw new Error(put.kind);
      const headers = {
        'content-md5': createHash('md5').update(BYTES).digest('base64'),
        'content-type': 'video/mp4',
      };
      expect(put.headers).toEqual({ 'content-md5': '' });
      expect((await fetch(put.url, { method: 'PUT', body: BYTES, headers })).status).toBe(200);
      expect((await driver.stat(key))?.sizeBytes).toBe(BYTES.length);
      const get = await driver.grantDownload(key, { fileName: 'Grüße.mp4' });
      expect(get.sizeBytes).toBe(BYTES.length);
      for (let round = 0; round < 2; round++) {
        const answer = await fetch(get.url, { headers: { 'x-api-key': 'wrong' } });
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
        expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
        expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
      }
      const range = await fetch(get.url, { headers: { range: 'bytes=0-9' } });
      expect([range.status, (await range.arrayBuffer()).byteLength]).toEqual([206, 10]);
    });

  if (name === 'a strict S3 server')
    test('a URL for one thing is good for nothing else', async () => {
      const { url } = await driver.grantDownload('y');
      expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
      expect((await fetch(url.replace(/\/y\?/, '/x/10/c?'))).status).toBe(403);
    });
});
