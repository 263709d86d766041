import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AssetCache } from './asset-cache.js';
import { decodeDataUrl } from './data-url.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cache-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (letter: string, size = 100): Readable => Readable.from([Buffer.from(letter.repeat(size))]);
async function open(limit: number): Promise<AssetCache> {
  const cache = new AssetCache(folder, limit);
  await cache.open();
  return cache;
}

test('the least recently used go first, those in use never', async () => {
  const cache = await open(250);
  const a = await cache.store(bytes('a'), { maxBytes: 1000 });
  const b = await cache.store(bytes('b'), { maxBytes: 1000 });
  b.release();
  await utimes(a.path, new Date(1000), new Date(1000)); // the oldest, but in use
  await utimes(b.path, new Date(2000), new Date(2000));
  const c = await cache.store(bytes('c'), { maxBytes: 1000 });
  expect([a, b, c].map(({ path }) => existsSync(path))).toEqual([true, false, true]);
  a.release();
  a.release(); // twice does no harm
  c.release();
  await cache.store(bytes('d'), { maxBytes: 1000 });
  expect([a, c].map(({ path }) => existsSync(path))).toEqual([false, true]);
});

test('the same bytes are stored once', async () => {
  const cache = await open(1000);
  const [one, two] = await Promise.all([
    cache.store(bytes('x'), { maxBytes: 999 }),
    cache.store(bytes('x'), { maxBytes: 999 }),
  ]);
  expect(one.path).toBe(two.path);
  expect(readdirSync(join(folder, 'files'))).toEqual([one.sha256]);
  expect(await readFile(one.path, 'utf8')).toBe('x'.repeat(100));
});

test('what is too large, damaged or cut off leaves nothing', async () => {
  const cache = await open(1000);
  await expect(cache.store(bytes('x'), { maxBytes: 99 })).rejects.toMatchObject({ code: 'source-too-large' });
  await expect(cache.store(bytes('x'), { maxBytes: 999, expected: 'f'.repeat(64) })).rejects.toThrow(
    'damaged',
  );
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('line cut');
  }
  await expect(cache.store(cut(), { maxBytes: 999 })).rejects.toThrow('line cut');
  expect(readdirSync(join(folder, 'files'))).toEqual([]);
  expect(readdirSync(join(folder, 'temp'))).toEqual([]);
});

describe('data: URLs', () => {
  test.each([
    ['data:text/plain;base64,aGVsbG8=', 'hello'],
    ['data:text/plain;charset=utf-8,hell%6F%20w', 'hello w'],
    ['DATA:;base64,aGVs bG8', 'hello'],
    ['data:image/svg+xml;utf8,<svg/>', '<svg/>'],
  ])('%s', (url, text) => expect(decodeDataUrl(url, 100).toString()).toBe(text));
  test.each(['data:text/plain', 'data:;base64,***', 'data:,%zz', 'data:,', 'http://x/'])(
    '%s is refused',
    (url) => expect(() => decodeDataUrl(url, 100)).toThrow(),
  );
  test('a large one is refused', () =>
    expect(() => decodeDataUrl(`data:;base64,${'A'.repeat(400)}`, 10)).toThrow('more than 10 bytes'));
});

test('what was not used for long goes, whatever the size; notes of it go too', async () => {
  const cache = await open(10_000);
  const [old, used, held] = await Promise.all(
    ['o', 'u', 'h'].map((letter) => cache.store(bytes(letter), { maxBytes: 1000 })),
  );
  if (!old || !used || !held) throw new Error('three were stored');
  old.release();
  used.release();
  for (const [url, { sha256 }] of [
    ['https://a/old', old],
    ['https://a/used', used],
  ] as const)
    await cache.remember(url, { sha256 });
  const long = new Date(1000);
  for (const { path } of [old, held]) await utimes(path, long, long);
  for (const name of readdirSync(join(folder, 'index')))
    await utimes(join(folder, 'index', name), long, long);
  expect(await cache.removeUnused(new Date(2000))).toBe(1);
  expect([old, used, held].map(({ path }) => existsSync(path))).toEqual([false, true, true]);
  expect(await cache.recall('https://a/old')).toBeUndefined();
  expect(await cache.recall('https://a/used')).toEqual({ sha256: used.sha256 });
});
