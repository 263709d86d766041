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
