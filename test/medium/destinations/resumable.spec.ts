import type { UploadGrant } from '@farm/shared/storage';
import { sendFile } from '../../../agent/src/transfer/index.js';
import { Folders } from '../agent/support.js';
import { drivePlace, gcsPlace, type Place } from './places.js';
import { desk, failure, MEBI, sending, someFile } from './sending.js';

const folders = new Folders();
const CHUNK = MEBI;
let gcsSide: Awaited<ReturnType<typeof gcsPlace>>;
let driveSide: Awaited<ReturnType<typeof drivePlace>>;
let file: Awaited<ReturnType<typeof someFile>>;

beforeAll(async () => {
  [gcsSide, driveSide] = await Promise.all([gcsPlace(), drivePlace()]);
  file = await someFile(await folders.make(), 5 * CHUNK + 4321);
});
afterAll(async () => {
  await Promise.all([gcsSide.stop(), driveSide.stop()]);
  await folders.removeAll();
});
afterEach(() => {
  // A fault that nobody met has proven nothing.
  for (const { server } of [gcsSide, driveSide]) expect(server.faults.left()).toBe(0);
});
beforeEach(() => {
  for (const { server } of [gcsSide, driveSide]) {
    server.faults.clear();
    server.seen.length = 0;
  }
  gcsSide.gcs.buckets.get('media')?.clear();
  for (const { id } of driveSide.drive.named('a b/film.mp4')) driveSide.drive.files.delete(id);
});

/** A session as the coordinator's driver begins it. */
async function sessionOf({ driver }: Place): Promise<string> {
  const { grant } = await driver.open('a b/film.mp4', file);
  if (grant.kind !== 'resumable') throw new Error(`a grant of the kind ${grant.kind}`);
  return grant.url;
}

describe.each(['gcs', 'drive'] as const)('%s', (flavour) => {
  const place = () => (flavour === 'gcs' ? gcsSide : driveSide);
  const server = () => (flavour === 'gcs' ? gcsSide.gcs : driveSide.drive);
  const session = () => sessionOf(place());
  const stored = async () => place().read('a b/film.mp4');
  const toGrant = (url: string): UploadGrant => ({
    kind: 'resumable',
    key: 'k',
    url,
    chunkSize: CHUNK + 99,
    flavour,
  });
  const whole = async (): Promise<void> => expect((await stored())?.equals(file.bytes)).toBe(true);

  /** A desk that hands out one session as long as it lives. */
  const oneSession = async () => {
    const url = await session();
    return desk(() => toGrant(url));
  };

  test('chunks arrive in order as the same bytes', async () => {
    const options = sending();
    const grants = await oneSession();
    const { receipt } = await sendFile(file, grants.next, options);
    await whole();
    expect(receipt).toEqual(flavour === 'drive' ? { id: driveSide.drive.named('a b/film.mp4')[0]?.id } : {});
    // A question, five whole chunks and the rest.
    expect(server().count('PUT')).toBe(7);
    expect(options.progress.at(-1)).toBe(file.sizeBytes);
  });

  test('after a cut the session is asked and only the rest is sent', async () => {
    server().faults.cut(400_000, 3);
    const grants = await oneSession();
    await sendFile(file, grants.next, sending());
    await whole();
    expect(grants.given).toHaveLength(1);
  });

  test('an attempt that died is gone on with by the next one', async () => {
    const grants = await oneSession();
    const third = `bytes ${2 * CHUNK}-`;
    server().faults.cut(
      100_000,
      Infinity,
      ({ headers }) => headers['content-range']?.startsWith(third) ?? false,
    );
    await failure(sendFile(file, grants.next, sending({ tries: 1 })));
    expect(await stored()).toBeUndefined();
    server().faults.clear();
    server().seen.length = 0;
    const options = sending();
    await sendFile(file, grants.next, options);
    await whole();
    expect(Math.min(...options.progress)).toBeGreaterThanOrEqual(2 * CHUNK);
  });

  test.each([500, 503, 429])('%s is waited out', async (status) => {
    server().faults.answer(status, 3);
    const grants = await oneSession();
    await sendFile(file, grants.next, sending());
    await whole();
    expect(grants.given).toHaveLength(1);
  });

  test('a session that is gone is replaced', async () => {
    const grants = desk(async (asked) => {
      const url = await session();
      if (asked === 1) server().uploads.loseAll();
      return toGrant(url);
    });
    await sendFile(file, grants.next, sending());
    await whole();
    expect(grants.given).toHaveLength(2);
  });

  test('the answer to the last chunk may be lost', async () => {
    const last = `bytes ${5 * CHUNK}-`;
    server().faults.loseAnswer(1, ({ headers }) => headers['content-range']?.startsWith(last) ?? false);
    const grants = await oneSession();
    const { receipt } = await sendFile(file, grants.next, sending());
    await whole();
    if (flavour === 'drive') expect(receipt.id).toBe(driveSide.drive.named('a b/film.mp4')[0]?.id);
  });

  test('bytes that changed on the way are reported, not called stored', async () => {
    server().faults.flip(1);
    const grants = await oneSession();
    const error = await failure(sendFile(file, grants.next, sending()));
    expect(error.message).toContain('MD5');
  });

  test('a session that ended with other bytes is not gone on with for ever', async () => {
    server().faults.flip(1);
    let session: unknown;
    const ask = async (): Promise<UploadGrant> => {
      const opened = await place().driver.open('a b/film.mp4', file, session);
      ({ session } = opened);
      return opened.grant;
    };
    // One try each, as the attempts of an order.
    await failure(sendFile(file, ask, sending({ tries: 1 })));
    expect(await stored()).toBeDefined();
    await failure(sendFile(file, ask, sending({ tries: 1 })));
    for (const { id } of driveSide.drive.named('a b/film.mp4')) driveSide.drive.files.delete(id);
    await sendFile(file, ask, sending({ tries: 1 }));
    await whole();
  });

  test('a storage that always says no is believed', async () => {
    server().faults.answer(403, Infinity);
    const grants = await oneSession();
    const error = await failure(sendFile(file, grants.next, sending()));
    expect(error.message).toContain('403 (As the test asked)');
    expect(grants.given).toHaveLength(3);
  });
});
