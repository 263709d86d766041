import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { S3Server } from '../fakes/s3-server.js';
import { testTools } from '../setup/samples.js';
import { FarmDaemons, until, type RenderStatus } from './farm-daemons.js';

jest.setTimeout(90_000);

interface Delivered extends RenderStatus {
  outputs: { status: string; error: string | null; outputKey: string; outputSizeBytes: number | null }[];
}

const MEBI = 2 ** 20;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Real daemons, real bytes, and a storage that is ours only in that we can ask it to behave badly. */
/** Integrations are for people: a render key does not open them. */
const TOKEN = 'token-of-the-first-owner';

describe('deliveries of a real farm', () => {
  let farm: FarmDaemons;
  let s3: S3Server;
  let pictures: Server;
  let noise: string;

  beforeAll(async () => {
    s3 = await S3Server.start({ buckets: ['films', 'denied'] });
    farm = await FarmDaemons.start({
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
      FRAMEFARM_BOOTSTRAP_TOKEN: TOKEN,
    });
    const picture = join(farm.folder, 'noise.png');
    const source =
      "nullsrc=s=1920x1080,format=rgb24,geq=r='random(1)*255':g='random(2)*255':b='random(3)*255'";
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', picture]);
    const bytes = readFileSync(picture);
    pictures = createServer((_, response) => response.setHeader('content-type', 'image/png').end(bytes));
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    noise = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/noise.png`;
  });
  afterAll(async () => {
    await farm.stop();
    await s3.stop();
    pictures.close();
  });

  async function integration(bucket: string): Promise<string> {
    const { accessKeyId, secretAccessKey, region } = s3.keys;
    const config = { endpoint: s3.url, bucket, accessKeyId, secretAccessKey, region, pathPrefix: 'renders/' };
    const made = await farm.call<{ data?: { id: string }; integration?: { id: string }; id?: string }>(
      'POST',
      '/v1/integrations',
      { provider: 's3', name: bucket, config },
      TOKEN,
    );
    return made.id ?? made.integration?.id ?? made.data?.id ?? '';
  }

  const submit = (layers: object[], integrations: string[]): Promise<{ jobId: string }> =>
    farm.call('POST', '/v1/render', {
      videoJSON: {
        name: 'delivered',
        layers,
        destinations: integrations.map((integrationId) => ({ integrationId, provider: 's3' })),
      },
    });

  async function completed(jobId: string): Promise<Delivered> {
    return until('the job completes', async () => {
      const status = (await farm.status(jobId)) as Delivered | undefined;
      if (status?.status === 'failed') throw new Error(`${status.error}\n${farm.log('agent')}`);
      return status?.status === 'completed' ? status : undefined;
    });
  }

  /** The farm's own copy. */
  async function film({ url }: Delivered): Promise<Buffer> {
    const answer = await fetch(url ?? '');
    expect([answer.status, url?.startsWith(farm.url)]).toEqual([200, true]);
    return Buffer.from(await answer.arrayBuffer());
  }

  test('one destination takes the exact bytes, another refuses them, and the film is there', async () => {
    s3.faults.answer(
      403,
      Infinity,
      ({ method, url }) => method === 'PUT' && Boolean(url?.startsWith('/denied/')),
    );
    const [good, bad] = [await integration('films'), await integration('denied')];
    const scene = { type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 };
    const { jobId } = await submit([scene], [good, bad]);
    const status = await completed(jobId);
    const bytes = await film(status);
    expect(status.outputs).toMatchObject([
      { status: 'completed', error: null, outputSizeBytes: bytes.length },
      { status: 'failed', error: expect.stringMatching(/^The file .*403 \(AccessDenied: .*\)\./) as string },
    ]);
    const { objects } = s3.bucket('films');
    expect([...objects.keys()]).toEqual([status.outputs[0]?.outputKey]);
    expect(sha256([...objects.values()][0]?.bytes ?? Buffer.alloc(0))).toBe(sha256(bytes));
    expect(s3.bucket('denied').objects.size).toBe(0);
  });

  test('an agent killed in the middle of the upload delivers once and whole', async () => {
    s3.faults.clear();
    s3.bucket('films').objects.clear();
    const second = s3.faults.hold(({ method, url = '' }) => method === 'PUT' && url.includes('partNumber=2'));
    const good = await integration('films');
    const { jobId } = await submit(noisy(noise), [good]);
    await second.reached;
    await until('the first part is there', () =>
      [...s3.bucket('films').uploads.values()][0]?.parts.has(1) ? true : undefined,
    );
    await farm.kill('agent');
    second.release();
    await farm.start('agent');
    const status = await completed(jobId);
    const bytes = await film(status);
    expect(bytes.length).toBeGreaterThan(8 * MEBI);
    expect(status.outputs).toMatchObject([{ status: 'completed', outputSizeBytes: bytes.length }]);
    const { objects, uploads } = s3.bucket('films');
    expect([objects.size, uploads.size]).toEqual([1, 0]);
    expect(sha256([...objects.values()][0]?.bytes ?? Buffer.alloc(0))).toBe(sha256(bytes));
    // What had arrived before the kill was not sent again.
    expect(s3.count('PUT', 'partNumber=1&')).toBe(1);
  });

  test('no secret of the customer lies on any disk of the farm or in its logs', () => {
    const secrets = [s3.keys.secretAccessKey, TOKEN];
    expect(secrets.every((secret) => secret.length >= 12)).toBe(true);
    const found = filesBelow(farm.folder).filter((path) => {
      const bytes = readFileSync(path);
      return secrets.some((secret) => bytes.includes(secret));
    });
    expect(found).toEqual([]);
    expect(filesBelow(farm.folder).some((path) => path.endsWith('agent.log'))).toBe(true);
  });
});

/** Every file: logs, the agent's folders, the coordinator's, and the database cluster with its write-ahead log. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Noise that turns: it cannot be compressed, so that a short film is big enough for several parts. */
function noisy(source: string): object[] {
  const [width, height, seconds] = [1920, 1080, 3];
  const keyframes = [
    { time: 0, value: 0 },
    { time: seconds, value: 20 },
  ];
  return [
    { type: 'composition', width, height, fps: 30, sourceDuration: seconds },
    {
      type: 'image',
      source,
      start: 0,
      duration: seconds,
      animations: [{ property: 'rotation', keyframes }],
    },
  ];
}
