import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ResumableUploadsService } from '../../../coordinator/src/assets/index.js';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type CallOptions, type TestCoordinator } from '../../setup/coordinator.js';

const TUS = { 'tus-resumable': '1.0.0' };
const PATCH = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const LIMIT = 8 * 2 ** 20;
let farm: TestCoordinator;
beforeAll(async () => {
  farm = await startTestCoordinator({ env: { FRAMEFARM_UPLOAD_LIMIT: String(LIMIT) } });
});
afterAll(() => farm.stop());

const metadata = (facts: Record<string, string>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
const picture = (bytes: number) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(bytes - 8)]);
const PICTURE = { filename: 'big.png', type: 'image' };
const begin = (length: number, facts: Record<string, string> = PICTURE, more: CallOptions = {}, query = '') =>
  farm.call<{ error: string }>('POST', `/v1/assets/tus${query}`, {
    headers: { ...TUS, 'upload-length': String(length), 'upload-metadata': metadata(facts) },
    ...more,
  });
const send = (url: string, offset: number, body: Buffer) =>
  farm.call('PATCH', url, { headers: { ...PATCH, 'upload-offset': String(offset) }, body, as: 'nobody' });
const offsetOf = async (url: string): Promise<number> => {
  const reply = await farm.call('HEAD', url, { headers: TUS, as: 'nobody' });
  expect(reply.status).toBe(200);
  return Number(reply.headers.get('upload-offset'));
};
const bytesOf = async (assetId: string): Promise<Buffer> => {
  const { body } = await farm.call<{ signedUrl: string }>('GET', `/v1/assets/${assetId}/signed-url`);
  return Buffer.from(await (await fetch(body.signedUrl)).arrayBuffer());
};
const incoming = () => readdir(join(farm.dataDir, 'incoming'));

/** Sends a PATCH over a bare socket and cuts the line in the middle of its body. */
function cutAfter(url: string, body: Buffer, bytes: number): Promise<void> {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const head = Object.entries({
        ...PATCH,
        host: hostname,
        'upload-offset': '0',
        'content-length': body.length,
      });
      socket.write(`PATCH ${pathname}${search} HTTP/1.1\r\n`);
      socket.write(`${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
      socket.write(body.subarray(0, bytes), () => {
        socket.destroy();
        resolve();
      });
    });
    socket.on('error', reject);
  });
}

test('an upload whose line is cut goes on where it was, and becomes a registered asset', async () => {
  const bytes = picture(3 * 2 ** 20);
  const begun = await begin(bytes.length, PICTURE, { as: 'bearer' });
  expect(begun.status).toBe(201);
  const url = begun.headers.get('location') ?? '';
  const assetId = begun.headers.get('x-asset-id') ?? '';
  expect(url).toMatch(new RegExp(`^${farm.url}/v1/assets/tus/[0-9a-f-]{36}\\?`));
  expect(Date.parse(begun.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());

  await cutAfter(url, bytes, 2 ** 20);
  const offset = await eventually('some bytes', async () => (await offsetOf(url)) || undefined);
  expect(offset).toBeLessThan(bytes.length);
  expect((await farm.call('GET', `/v1/assets/${assetId}`)).status).toBe(404);

  const rest = await send(url, offset, bytes.subarray(offset));
  expect(rest.status).toBe(204);
  const { body } = await farm.call<{ asset: object }>('GET', `/v1/assets/${assetId}`);
  expect(body.asset).toMatchObject({ name: 'big.png', type: 'image', size_bytes: bytes.length });
  expect((await bytesOf(assetId)).equals(bytes)).toBe(true);
  // Who missed the last answer hears that all is there.
  expect(await offsetOf(url)).toBe(bytes.length);
  const list = await farm.call<{ assets: { id: string }[] }>('GET', '/v1/assets');
  expect(list.body.assets.map(({ id }) => id)).toContain(assetId);
});

test('an upload URL announces it as well: by its token, and registered as usual', async () => {
  const { body } = await farm.call<{ uploadUrl: string; assetId: string; path: string }>(
    'POST',
    '/v1/assets/upload-url',
    { json: { name: 'a.png', type: 'image' } },
  );
  const { search } = new URL(body.uploadUrl);
  const bytes = picture(1000);
  const begun = await begin(bytes.length, { assetId: body.assetId }, { as: 'nobody' }, search);
  expect(begun).toMatchObject({ status: 201 });
  expect((await send(begun.headers.get('location') ?? '', 0, bytes)).status).toBe(204);
  const json = { name: 'a.png', type: 'image', storageKey: body.path };
  const reply = await farm.call<{ asset: object }>('POST', '/v1/assets', { json });
  expect(reply).toMatchObject({ status: 201, body: { asset: { size_bytes: 1000 } } });
});

test.each([
  ['nobody', PICTURE, { as: 'nobody' as const }, 401],
  ['no name', { type: 'image' }, {}, 400],
  ['no type', { filename: 'a' }, {}, 400],
  ['an unknown asset', { assetId: newId() }, {}, 404],
  ['an asset that is no id', { assetId: '../../x' }, {}, 404],
])('%s cannot begin', async (_name, facts, more, status) => {
  const reply = await begin(10, facts as Record<string, string>, more);
  expect(reply).toMatchObject({ status, body: { error: expect.stringMatching(/\w/) } });
});

test('a file over the limit is refused before its first byte', async () => {
  expect((await begin(LIMIT + 1)).status).toBe(413);
});

test('an upload is open to its address and its workspace, and to nobody else', async () => {
  const url = (await begin(10)).headers.get('location') ?? '';
  const bare = url.split('?')[0] ?? '';
  const head = async (address: string, as: 'nobody' | 'key') =>
    (await farm.call('HEAD', address, { headers: TUS, as })).status;
  expect(await head(bare, 'nobody')).toBe(401);
  expect(
    await head(
      url.replace(/sig=(.)/, (_, first) => `sig=${first === '0' ? '1' : '0'}`),
      'nobody',
    ),
  ).toBe(401);
  expect(await head(bare, 'key')).toBe(200);
  expect(await head(`/v1/assets/tus/${newId()}`, 'key')).toBe(404);
  expect(await head('/v1/assets/tus/x', 'key')).toBe(404);
  expect((await farm.call('DELETE', url, { headers: TUS, as: 'nobody' })).status).toBe(204);
  expect(await head(url, 'nobody')).toBe(404);
});

test('content that is something else is refused at the end, with a sentence, and forgotten', async () => {
  const text = Buffer.from('This is no picture.');
  const url = (await begin(text.length)).headers.get('location') ?? '';
  const reply = await send(url, 0, text);
  expect(reply).toMatchObject({ status: 400, text: expect.stringMatching(/its content is text/) });
  expect((await farm.call('HEAD', url, { headers: TUS, as: 'nobody' })).status).toBe(404);
});

test('an unfinished upload is deleted when its time is over', async () => {
  const url = (await begin(100)).headers.get('location') ?? '';
  await send(url, 0, Buffer.alloc(50));
  const id = new URL(url).pathname.split('/').pop() ?? '';
  const record = join(farm.dataDir, 'incoming', `${id}.json`);
  const facts = JSON.parse(await readFile(record, 'utf8')) as object;
  await writeFile(record, JSON.stringify({ ...facts, creation_date: '2020-01-01T00:00:00.000Z' }));
  expect(await incoming()).toContain(id);
  await farm.app.get(ResumableUploadsService).sweep();
  expect((await incoming()).filter((name) => name.startsWith(id))).toEqual([]);
  expect((await farm.call('HEAD', url, { headers: TUS, as: 'nobody' })).status).toBe(404);
});

test('what was complete when the coordinator died is stored at the next start', async () => {
  const bytes = picture(2000);
  const begun = await begin(bytes.length);
  const id = new URL(begun.headers.get('location') ?? '').pathname.split('/').pop() ?? '';
  await farm.pause();
  await writeFile(join(farm.dataDir, 'incoming', id), bytes);
  farm = await startTestCoordinator({ resume: farm });
  const assetId = begun.headers.get('x-asset-id') ?? '';
  await eventually('the asset', async () =>
    (await farm.call('GET', `/v1/assets/${assetId}`)).status === 200 ? true : undefined,
  );
  expect((await bytesOf(assetId)).equals(bytes)).toBe(true);
});
