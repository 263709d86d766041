import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sendFile } from '../../../agent/src/transfer/index.js';
import { testWith } from '../../setup/test-with.js';
import { Folders } from '../agent/support.js';
import { azurePlace, s3Place, type Place } from './places.js';
import { MEBI, sending, sha256, someFile } from './sending.js';

/** Debian's rclone reads back what we delivered: a client that nobody of us wrote. CI must have it. */
const test_ = testWith('rclone');

const run = promisify(execFile);
const folders = new Folders();
afterAll(() => folders.removeAll());
jest.setTimeout(60_000);

/** Settings of a remote named `farm`, as rclone reads them from its environment. */
const remote = (settings: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  RCLONE_CONFIG: '/dev/null',
  RCLONE_RETRIES: '1',
  RCLONE_LOW_LEVEL_RETRIES: '1',
  ...Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`RCLONE_CONFIG_FARM_${name.toUpperCase()}`, value]),
  ),
});

async function s3Remote(): Promise<{ place: Place; env: NodeJS.ProcessEnv }> {
  const place = await s3Place();
  const { accessKeyId, secretAccessKey, region } = place.s3.keys;
  const env = remote({
    type: 's3',
    provider: 'Other',
    endpoint: place.s3.url,
    access_key_id: accessKeyId,
    secret_access_key: secretAccessKey,
    region,
  });
  return { place, env };
}

async function azureRemote(): Promise<{ place: Place; env: NodeJS.ProcessEnv }> {
  const place = await azurePlace();
  return { place, env: remote({ type: 'azureblob', sas_url: place.sasUrl }) };
}

describe.each([
  ['s3', s3Remote],
  ['azure', azureRemote],
])('%s', (_, start) => {
  test_('rclone finds the delivered file with its size and its bytes', async () => {
    const { place, env } = await start();
    try {
      const folder = await folders.make();
      const file = await someFile(folder, 17 * MEBI);
      const key = 'renders/film 1.mp4';
      const { grant, session } = await place.driver.open(key, file);
      const { receipt } = await sendFile(file, async () => grant, sending());
      await place.driver.finish(key, file, session, receipt);
      const listed = await run('rclone', ['lsjson', 'farm:media/renders'], { env });
      expect(JSON.parse(listed.stdout)).toMatchObject([{ Name: 'film 1.mp4', Size: file.sizeBytes }]);
      const read = await run('rclone', ['cat', `farm:media/${key}`], {
        env,
        encoding: 'buffer',
        maxBuffer: 64 * MEBI,
      });
      expect(sha256(read.stdout)).toBe(file.sha256);
    } finally {
      await place.stop();
    }
  });
});
