import type { IncomingMessage } from 'node:http';
import type { UploadGrant } from '@farm/shared/storage';
import { sendFile, type Sent } from '../../../agent/src/transfer/index.js';
import type {
  DestinationDriver,
  Session,
} from '../../../coordinator/src/destinations/drivers/destination-driver.js';
import { Folders } from '../agent/support.js';
import { azurePlace, drivePlace, gcsPlace, s3Place, s3rverPlace, type Place } from './places.js';
import { failure, MEBI, sending, sha256, someFile } from './sending.js';

/** Driver × server: the coordinator's drivers, the agent's uploaders, and nothing of ours between them. */
const PLACES: { name: string; start: (folder: string) => Promise<Place>; simple?: true }[] = [
  { name: 's3, own fake', start: s3Place },
  { name: 's3, s3rver', start: s3rverPlace, simple: true },
  { name: 'azure, Azurite', start: azurePlace },
  { name: 'gcs, own fake', start: gcsPlace },
  { name: 'drive, own fake', start: drivePlace },
];

/** Azurite takes its time on a busy machine. */
jest.setTimeout(30_000);

const KEY = 'renders/ü 1/film.mp4';
type File = Awaited<ReturnType<typeof someFile>>;

describe.each(PLACES)('$name', ({ start, simple }) => {
  const folders = new Folders();
  let place: Place;
  let small: File;
  /** Three parts of S3 and Azure, two chunks of Google; less where one PUT has to do. */
  let big: File;

  beforeAll(async () => {
    place = await start(await folders.make());
    const folder = await folders.make();
    small = await someFile(folder, 70_000, 'small.mp4');
    big = await someFile(folder, (simple ? 7 : 17) * MEBI, 'big.mp4');
  }, 30_000);
  afterAll(async () => {
    await place.stop();
    await folders.removeAll();
  });
  afterEach(() => {
    // A fault that nobody met has proven nothing.
    expect(place.server.faults.left()).toBe(0);
  });
  beforeEach(() => {
    place.server.faults.clear();
    place.server.seen.length = 0;
  });

  /** What the coordinator keeps of one output, and how the agent asks it for grants. */
  class Delivery {
    session: Session;
    grants = 0;

    constructor(
      readonly file: File,
      readonly key: string,
    ) {}

    readonly ask = async (): Promise<UploadGrant> => {
      const opened = await place.driver.open(this.key, this.file, this.session);
      this.session = opened.session;
      this.grants++;
      return opened.grant;
    };

    send(more: Parameters<typeof sending>[0] = {}): Promise<Sent> {
      return sendFile(this.file, this.ask, sending(more));
    }

    finish({ receipt }: Pick<Sent, 'receipt'>) {
      return place.driver.finish(this.key, this.file, this.session, receipt);
    }

    /** The whole way, then the bytes as they are stored. */
    async deliver(): Promise<void> {
      const delivered = await this.finish(await this.send());
      expect(delivered.sizeBytes).toBe(this.file.sizeBytes);
      await this.expectStored();
    }

    async expectStored(): Promise<void> {
      const bytes = await place.read(this.key);
      expect(bytes && sha256(bytes)).toBe(this.file.sha256);
    }
  }

  let counter = 0;
  const delivery = (file: File): Delivery => new Delivery(file, KEY.replace('1', String(++counter)));
  const bodies = (): number => place.server.seen.filter(({ method }) => method === 'PUT').length;

  test('the test of a connection writes and deletes a real object', async () => {
    await place.driver.test('renders/');
    const methods = place.server.seen.map(({ method }) => method);
    expect(methods).toEqual(expect.arrayContaining(['DELETE']));
    expect(await place.names()).toEqual([]);
  });

  test('a small file arrives', () => delivery(small).deliver());
  test('a big file arrives', () => delivery(big).deliver());

  test('finishing twice is fine', async () => {
    const one = delivery(big);
    const sent = await one.send();
    const first = await one.finish(sent);
    expect(await one.finish(sent)).toEqual(first);
    await one.expectStored();
  });

  test('500s are tried again', async () => {
    place.server.faults.answer(500, 2);
    const one = delivery(big);
    await one.deliver();
    expect(one.grants).toBe(1);
  });

  test('a refused grant is replaced by a new one', async () => {
    place.server.faults.answer(403, 1);
    const one = delivery(big);
    await one.deliver();
    expect(one.grants).toBe(2);
  });

  test('cut lines and lost answers are gone on from', async () => {
    place.server.faults.cut(700_000, 2);
    place.server.faults.loseAnswer(1);
    await delivery(big).deliver();
  });

  test('a slow server gets its time', async () => {
    place.server.faults.slow(1);
    await delivery(big).deliver();
  });

  test('a destination that always says no is reported and holds nothing', async () => {
    place.server.faults.answer(403, Infinity);
    const one = delivery(big);
    const error = await failure(one.send());
    expect(error.message).toContain('403');
    expect((await place.names()).includes(one.key)).toBe(false);
  });

  test('a file of another size is not called delivered', async () => {
    const one = delivery(small);
    const sent = await one.send();
    const longer = { ...small, sizeBytes: small.sizeBytes + 1 };
    const error = await failure(place.driver.finish(one.key, longer, one.session, sent.receipt));
    expect([error.name, error.message]).toEqual(['DestinationProblem', expect.stringMatching(/70000|70001/)]);
  });

  test('parts that are missing are not called delivered', async () => {
    const one = delivery(big);
    await one.ask();
    const error = await failure(one.finish({ receipt: {} }));
    expect(error.name).toBe('DestinationProblem');
    expect((await place.names()).includes(one.key)).toBe(false);
  });

  test('what is given up leaves nothing', async () => {
    const one = delivery(big);
    const before = await place.open();
    await one.ask();
    await place.driver.abort(one.key, one.session);
    expect(await place.open()).toBe(before);
    expect((await place.names()).includes(one.key)).toBe(false);
  });

  // The simple one takes no parts, checks no sums and believes everybody.
  if (!simple)
    describe('strictly', () => {
      test('wrong credentials are told in a sentence without them', async () => {
        const error = await failure((place.stranger as DestinationDriver).test('renders/'));
        expect(error.name).toBe('DestinationProblem');
        expect(error.message).toMatch(/^\S.+\.$/);
        expect(error.message).not.toMatch(/wrong-secret|BEGIN|revoked/);
      });

      test('bytes that change on the way are sent again, or reported', async () => {
        place.server.faults.flip(1);
        const one = delivery(big);
        const corrupt = await one
          .send()
          .then((sent) => one.finish(sent))
          .then(
            () => undefined,
            (error: Error) => error,
          );
        if (corrupt) expect(corrupt.message).toContain('holds other bytes');
        else await one.expectStored();
      });

      test('an agent that died is gone on from by the next one', async () => {
        const one = delivery(big);
        const isLast = ({ url = '', headers }: IncomingMessage): boolean =>
          isThird(url) || (headers['content-range'] ?? '').startsWith(`bytes ${16 * MEBI}-`);
        place.server.faults.answer(500, Infinity, isLast);
        await failure(one.send({ tries: 1 }));
        expect((await place.names()).includes(one.key)).toBe(false);
        place.server.faults.clear();
        place.server.seen.length = 0;
        const progress: number[] = [];
        const sent = await one.send({ onProgress: (bytes) => progress.push(bytes) });
        // Only the last piece travels: nothing before it is sent again.
        expect(Math.min(...progress)).toBeGreaterThanOrEqual(16 * MEBI);
        expect(bodies()).toBeLessThanOrEqual(3);
        await one.finish(sent);
        await one.expectStored();
      });
    });
});

/** Part 3 by its number (S3) or in its block's name (Azure). */
function isThird(url: string): boolean {
  const { searchParams } = new URL(url, 'http://x');
  const block = Buffer.from(searchParams.get('blockid') ?? '', 'base64').toString();
  return searchParams.get('partNumber') === '3' || /-0*3$/.test(block);
}
