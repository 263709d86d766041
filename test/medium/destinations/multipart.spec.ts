import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import { guardedConnections, parseAllowList, sendFile } from '../../../agent/src/transfer/index.js';
import { S3Server } from '../../fakes/s3-server.js';
import { Folders, until } from '../agent/support.js';
import { desk, failure, MEBI, sending, someFile } from './sending.js';

const folders = new Folders();
const PART = 5 * MEBI;
let server: S3Server;
let client: S3Client;
let file: Awaited<ReturnType<typeof someFile>>;
let uploadId: string;

beforeAll(async () => {
  server = await S3Server.start();
  client = new S3Client({
    endpoint: server.url,
    region: server.keys.region,
    credentials: server.keys,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  file = await someFile(await folders.make(), 3 * PART + 1234);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  await folders.removeAll();
});
afterEach(() => {
  // A fault that nobody met has proven nothing.
  expect(server.faults.left()).toBe(0);
});
beforeEach(async () => {
  server.faults.clear();
  server.seen.length = 0;
  server.bucket().objects.clear();
  const begun = await client.send(new CreateMultipartUploadCommand({ Bucket: 'media', Key: 'a b/film.mp4' }));
  uploadId = begun.UploadId ?? '';
});

const PLACE = { Bucket: 'media', Key: 'a b/film.mp4' };

/** A grant as the coordinator makes it: what is there, and an address for what is not. */
async function grant(): Promise<UploadGrant> {
  const { Parts = [] } = await client.send(new ListPartsCommand({ ...PLACE, UploadId: uploadId }));
  const done = Parts.map((part) => ({
    number: part.PartNumber ?? 0,
    etag: part.ETag ?? '',
    sizeBytes: part.Size ?? 0,
  }));
  const missing = [1, 2, 3, 4].filter((number) => !done.some((part) => part.number === number));
  const parts = missing.map(async (number) => ({
    number,
    headers: { 'content-md5': '' },
    url: await getSignedUrl(
      client,
      new UploadPartCommand({ ...PLACE, UploadId: uploadId, PartNumber: number }),
      { expiresIn: 60 },
    ),
  }));
  return { kind: 'multipart', key: PLACE.Key, partSize: PART, parts: await Promise.all(parts), done };
}

async function complete(receipt: UploadReceipt): Promise<void> {
  const Parts = (receipt.etags ?? []).map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
  await client.send(
    new CompleteMultipartUploadCommand({ ...PLACE, UploadId: uploadId, MultipartUpload: { Parts } }),
  );
  expect(server.bucket().get(PLACE.Key).bytes.equals(file.bytes)).toBe(true);
}

const partsSent = (): number => server.count('PUT', 'partNumber=');

test('parts are sent side by side and put together to the same bytes', async () => {
  const options = sending();
  const grants = desk(grant);
  const { receipt } = await sendFile(file, grants.next, options);
  expect(receipt.etags?.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(options.progress.at(-1)).toBe(file.sizeBytes);
  await complete(receipt);
  expect(server.bucket().get(PLACE.Key).etag).toMatch(/-4"$/);
  expect([grants.given.length, partsSent()]).toEqual([1, 4]);
});

test('a second attempt sends only what is missing', async () => {
  server.faults.answer(500, Infinity, (request) => request.url?.includes('partNumber=4') ?? false);
  await failure(sendFile(file, grant, sending({ tries: 1 })));
  server.faults.clear();
  const there = server.bucket().upload(uploadId, PLACE.Key).parts.size;
  expect(there).toBe(3);
  server.seen.length = 0;
  const { receipt } = await sendFile(file, grant, sending());
  expect(partsSent()).toBe(4 - there);
  await complete(receipt);
});

test.each([500, 503, 429])('%s is tried again with the same grant', async (status) => {
  server.faults.answer(status, 3);
  const grants = desk(grant);
  const { receipt } = await sendFile(file, grants.next, sending());
  expect([grants.given.length, partsSent()]).toEqual([1, 7]);
  await complete(receipt);
});

test('403 asks for a new grant', async () => {
  server.faults.answer(403, 1, (request) => request.url?.includes('partNumber=3') ?? false);
  const grants = desk(grant);
  const { receipt } = await sendFile(file, grants.next, sending());
  expect(grants.given).toHaveLength(2);
  await complete(receipt);
});

test('an expired grant is replaced', async () => {
  const grants = desk(async (asked) => {
    server.faults.clockMs = 0;
    const made = await grant();
    if (asked === 1) server.faults.clockMs = 120_000;
    return made;
  });
  const { receipt } = await sendFile(file, grants.next, sending());
  expect(server.seen.filter(({ status }) => status === 403).length).toBeGreaterThan(0);
  expect(grants.given).toHaveLength(2);
  await complete(receipt);
});

test('cut lines and lost answers leave no hole', async () => {
  server.faults.cut(300_000, 2);
  server.faults.loseAnswer(2);
  const { receipt } = await sendFile(file, grant, sending());
  await complete(receipt);
});

test('a bit that changed on the way is found by the checksum and sent again', async () => {
  server.faults.flip(2);
  const { receipt } = await sendFile(file, grant, sending());
  expect(server.seen.filter(({ status }) => status === 400)).toHaveLength(2);
  await complete(receipt);
});

test('a slow server gets its time', async () => {
  server.faults.slow(2);
  const { receipt } = await sendFile(file, grant, sending());
  await complete(receipt);
});

test('a server that always says no is believed, with its reason, and has no object', async () => {
  server.faults.answer(403, Infinity);
  const grants = desk(grant);
  const error = await failure(sendFile(file, grants.next, sending()));
  expect(error.message).toBe('the storage refused the grant with 403 (AccessDenied: As the test asked)');
  expect(grants.given).toHaveLength(3);
  expect(server.bucket().objects.size).toBe(0);
});

test.each<[string, (one: Extract<UploadGrant, { kind: 'multipart' }>) => void]>([
  ['misses a part', (one) => one.parts.pop()],
  ['has a part twice', (one) => one.done.push({ number: 1, etag: 'x', sizeBytes: PART })],
  [
    'has a stored part of another size',
    (one) => one.done.push({ number: (one.parts.pop(), 4), etag: 'x', sizeBytes: 1 }),
  ],
])('a grant that %s sends nothing', async (_, spoil) => {
  const spoilt = async (): Promise<UploadGrant> => {
    const made = await grant();
    if (made.kind === 'multipart') spoil(made);
    return made;
  };
  await failure(sendFile(file, spoilt, sending({ tries: 2 })));
  expect(partsSent()).toBe(0);
});

test('a private address is refused unless the operator opened it, without a byte sent', async () => {
  const door = guardedConnections({ allow: parseAllowList([]) });
  const grants = desk(grant);
  const error = await failure(sendFile(file, grants.next, sending({ door })));
  expect(error.message).toContain('not on the public internet');
  expect([grants.given.length, partsSent()]).toEqual([1, 0]);
});

test('a cancelled attempt stops sending', async () => {
  const stop = new AbortController();
  server.faults.slow(10);
  const options = sending({ signal: stop.signal });
  const sent = failure(sendFile(file, grant, options));
  await until(() => options.progress.length > 0);
  stop.abort();
  expect((await sent).name).toBe('AbortError');
});
