import { Storage } from '@google-cloud/storage';
import { OAuth2Client } from 'google-auth-library';
import type { UploadGrant } from '@farm/shared/storage';
import { sendFile } from '../../../agent/src/transfer/index.js';
import { DriveServer } from '../../fakes/drive-server.js';
import { GcsServer } from '../../fakes/gcs-server.js';
import { Folders } from '../agent/support.js';
import { desk, failure, MEBI, sending, someFile } from './sending.js';

const folders = new Folders();
const CHUNK = MEBI;
let gcs: GcsServer;
let drive: DriveServer;
let file: Awaited<ReturnType<typeof someFile>>;
let token: string;

beforeAll(async () => {
  [gcs, drive] = await Promise.all([GcsServer.start(), DriveServer.start()]);
  file = await someFile(await folders.make(), 5 * CHUNK + 4321);
  token = await driveToken();
});
afterAll(async () => {
  await Promise.all([gcs.stop(), drive.stop()]);
  await folders.removeAll();
});
beforeEach(() => {
  for (const server of [gcs, drive]) {
    server.faults.clear();
    server.seen.length = 0;
  }
  gcs.buckets.get('media')?.clear();
  drive.files.clear();
});

async function driveToken(): Promise<string> {
  const client = new OAuth2Client({
    clientId: drive.oauth.clientId,
    clientSecret: drive.oauth.clientSecret,
    endpoints: { oauth2TokenUrl: drive.tokenUrl },
  });
  client.setCredentials({ refresh_token: drive.oauth.connect() });
  return (await client.getAccessToken()).token ?? '';
}

/** A session of the official library, begun without a byte. */
async function gcsSession(): Promise<string> {
  const storage = new Storage({
    apiEndpoint: gcs.url,
    useAuthWithCustomEndpoint: false,
    credentials: JSON.parse(gcs.oauth.keyFile()) as object,
  });
  const [url] = await storage
    .bucket('media')
    .file('a b/film.mp4')
    .createResumableUpload({
      metadata: { contentType: file.contentType },
    });
  return url;
}

async function driveSession(): Promise<string> {
  const answer = await fetch(
    `${drive.url}/upload/drive/v3/files?uploadType=resumable&fields=id,size,md5Checksum`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-upload-content-length': String(file.sizeBytes) },
      body: JSON.stringify({ name: 'film.mp4' }),
    },
  );
  return answer.headers.get('location') ?? '';
}

const SIDES = {
  gcs: {
    server: () => gcs,
    session: gcsSession,
    stored: () => gcs.read('a b/film.mp4'),
  },
  drive: {
    server: () => drive,
    session: driveSession,
    stored: () => drive.named('film.mp4')[0]?.bytes,
  },
} as const;

describe.each(['gcs', 'drive'] as const)('%s', (flavour) => {
  const { session, stored } = SIDES[flavour];
  const server = () => SIDES[flavour].server();
  const toGrant = (url: string): UploadGrant => ({
    kind: 'resumable',
    key: 'k',
    url,
    chunkSize: CHUNK + 99,
    flavour,
  });
  const whole = (): void => expect(stored()?.equals(file.bytes)).toBe(true);

  /** A desk that hands out one session as long as it lives. */
  const oneSession = async () => {
    const url = await session();
    return desk(() => toGrant(url));
  };

  test('chunks arrive in order as the same bytes', async () => {
    const options = sending();
    const grants = await oneSession();
    const { receipt } = await sendFile(file, grants.next, options);
    whole();
    expect(receipt).toEqual(flavour === 'drive' ? { id: drive.named('film.mp4')[0]?.id } : {});
    // A question, five whole chunks and the rest.
    expect(server().count('PUT')).toBe(7);
    expect(options.progress.at(-1)).toBe(file.sizeBytes);
  });

  test('an empty file is a file', async () => {
    const empty = await someFile(await folders.make(), 0, 'empty.mp4');
    const url = await session();
    if (flavour === 'gcs') {
      await sendFile(empty, async () => toGrant(url), sending());
      expect(stored()?.length).toBe(0);
    }
  });

  test('after a cut the session is asked and only the rest is sent', async () => {
    server().faults.cut(400_000, 3);
    const grants = await oneSession();
    await sendFile(file, grants.next, sending());
    whole();
    expect(grants.given).toHaveLength(1);
  });

  test('an attempt that died is gone on with by the next one', async () => {
    const grants = await oneSession();
    const third = `bytes ${2 * CHUNK}-`;
    server().faults.cut(
      300_000,
      Infinity,
      ({ headers }) => headers['content-range']?.startsWith(third) ?? false,
    );
    await failure(sendFile(file, grants.next, sending({ tries: 1 })));
    expect(stored()).toBeUndefined();
    server().faults.clear();
    server().seen.length = 0;
    const options = sending();
    await sendFile(file, grants.next, options);
    whole();
    expect(Math.min(...options.progress)).toBeGreaterThanOrEqual(2 * CHUNK);
  });

  test.each([500, 503, 429])('%s is waited out', async (status) => {
    server().faults.answer(status, 3);
    const grants = await oneSession();
    await sendFile(file, grants.next, sending());
    whole();
    expect(grants.given).toHaveLength(1);
  });

  test('a session that is gone is replaced', async () => {
    const grants = desk(async (asked) => {
      const url = await session();
      if (asked === 1) server().uploads.loseAll();
      return toGrant(url);
    });
    await sendFile(file, grants.next, sending());
    whole();
    expect(grants.given).toHaveLength(2);
  });

  test('the answer to the last chunk may be lost', async () => {
    const last = `bytes ${5 * CHUNK}-`;
    server().faults.loseAnswer(1, ({ headers }) => headers['content-range']?.startsWith(last) ?? false);
    const grants = await oneSession();
    const { receipt } = await sendFile(file, grants.next, sending());
    whole();
    if (flavour === 'drive') expect(receipt.id).toBe(drive.named('film.mp4')[0]?.id);
  });

  test('bytes that changed on the way are reported, not called stored', async () => {
    server().faults.flip(1);
    const grants = await oneSession();
    const error = await failure(sendFile(file, grants.next, sending()));
    expect(error.message).toContain('MD5');
  });

  test('a storage that always says no is believed', async () => {
    server().faults.answer(403, Infinity);
    const grants = await oneSession();
    const error = await failure(sendFile(file, grants.next, sending()));
    expect(error.message).toContain('403 (As the test asked.)');
    expect(grants.given).toHaveLength(5);
  });
});
