import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { OutputsService, type OutputFile } from '../../../coordinator/src/destinations/index.js';
import { Transactions } from '../../../coordinator/src/platform/database/transaction.js';
import { GcsServer } from '../../fakes/gcs-server.js';
import { S3Server } from '../../fakes/s3-server.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { query } from '../auth/people.support.js';

const SECRETS = {
  s3: 's3-secret-Zk9/kq+NEVER-SHOWN',
  azure: Buffer.from('azure-secret-never-shown').toString('base64'),
  client: 'GOCSPX-client-secret-never-shown',
  refresh: '1//refresh-never-shown',
  access: 'ya29.access-never-shown',
};
const FILE: OutputFile = {
  sizeBytes: 20 * 2 ** 20,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
  fileName: 'film.mp4',
};

const lines: string[] = [];
const replies: string[] = [];
let farm: TestCoordinator;
let s3: S3Server;
let gcs: GcsServer;
let privateKey: string;

beforeAll(async () => {
  s3 = await S3Server.start({ secretAccessKey: SECRETS.s3 });
  gcs = await GcsServer.start();
  privateKey = (JSON.parse(gcs.oauth.keyFile()) as { private_key: string }).private_key;
  const log = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  farm = await startTestCoordinator({
    log,
    env: {
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
      FRAMEFARM_GCS_ENDPOINT: gcs.url,
      FRAMEFARM_DRIVE_ENDPOINT: gcs.url,
      FRAMEFARM_GOOGLE_OAUTH_TOKEN_URL: gcs.tokenUrl,
      FRAMEFARM_GOOGLE_OAUTH_CLIENT_ID: 'client',
      FRAMEFARM_GOOGLE_OAUTH_CLIENT_SECRET: SECRETS.client,
    },
  });
}, 60_000);
afterAll(async () => {
  await farm.stop();
  await Promise.all([s3.stop(), gcs.stop()]);
});

async function call(method: string, path: string, json?: unknown): Promise<Record<string, never>> {
  const reply = await farm.call<Record<string, never>>(method, path, { as: 'bearer', json });
  replies.push(`${JSON.stringify([...reply.headers])} ${reply.text}`);
  return reply.body;
}

const CONFIGS = (): [string, Record<string, string>][] => {
  const { accessKeyId } = s3.keys;
  const keys = { accessKeyId, secretAccessKey: SECRETS.s3 };
  return [
    ['s3', { endpoint: s3.url, bucket: 'media', ...keys }],
    ['s3', { endpoint: s3.url, bucket: 'nowhere', ...keys }],
    ['r2', { endpoint: 'http://127.0.0.1:9', bucket: 'media', ...keys }],
    ['r2', { endpoint: 'http://10.0.0.1', bucket: 'media', ...keys }],
    [
      'azure',
      {
        endpoint: s3.url,
        azureAccountName: 'films',
        azureAccountKey: SECRETS.azure,
        azureContainerName: 'out',
      },
    ],
    ['gcs', { bucket: 'media', gcsServiceAccountJson: gcs.oauth.keyFile() }],
    ['gcs', { bucket: 'nowhere', gcsServiceAccountJson: gcs.oauth.keyFile() }],
    [
      'drive',
      {
        driveRefreshToken: SECRETS.refresh,
        driveAccessToken: SECRETS.access,
        driveExpiresAt: '2020-01-01T00:00:00Z',
      },
    ],
  ];
};

test('no secret is in a log line, an answer, the database, or the data folder', async () => {
  const ids: string[] = [];
  for (const [provider, config] of CONFIGS()) {
    const made = (await call('POST', '/v1/integrations', {
      provider,
      name: provider,
      config,
      isDefault: true,
    })) as unknown as {
      integration: { id: string; config: object };
    };
    const { id } = made.integration;
    ids.push(id);
    await call('POST', `/v1/integrations/${id}/test`);
    await call('PUT', `/v1/integrations/${id}`, { ...made.integration, name: 'renamed' });
    // Mistakes are answered as well, and logged.
    await call('PUT', `/v1/integrations/${id}`, {
      config: { ...config, bucket: 'a/b', azureContainerName: '/', driveFolderId: '/' },
    });
    await call('POST', '/v1/destination/test', { provider, ...config });
    await call('PUT', '/v1/destination', { provider, ...config, pathPrefix: '../..' });
  }
  await call('GET', '/v1/integrations');
  await call('GET', '/v1/destination');
  await farm.call('GET', `/v1/integrations/drive/callback?state=x&code=${SECRETS.access}`, { as: 'nobody' });
  await deliver(ids);
  await call('DELETE', `/v1/integrations/${ids[0]}`);

  expect(lines.length).toBeGreaterThan(20);
  const places = {
    logs: lines.join(''),
    replies: replies.join(''),
    database: await dump(),
    files: await files(),
  };
  const keyLine = privateKey.split('\n')[2] ?? '';
  for (const [where, text] of Object.entries(places))
    for (const secret of [...Object.values(SECRETS), keyLine])
      expect([where, secret, text.includes(secret)]).toEqual([where, secret, false]);
  // The test itself sees: what is no secret is there.
  expect(places.database).toContain(s3.keys.accessKeyId);
  expect(places.replies).toContain('"success":true');
  expect(places.logs).toContain('/v1/integrations');
}, 30_000);

/** Opens an upload at each, and fails it: sessions and errors are written down. */
async function deliver(ids: string[]): Promise<void> {
  const videoJSON = {
    name: 'film',
    layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 }],
    destinations: CONFIGS().map(([provider], i) => ({ integrationId: ids[i], provider })),
  };
  const { jobId } = (await call('POST', '/v1/render', { videoJSON })) as unknown as { jobId: string };
  const service = farm.app.get(OutputsService);
  for (const { id } of await service.ofJob(farm.credentials.workspaceId, jobId)) {
    const message = await service.open(id, FILE).then(
      (grant) => {
        // An agent gets a grant; the secret that signed it is not in it.
        replies.push(JSON.stringify(grant));
        return 'The line was cut.';
      },
      (error: Error) => error.message,
    );
    await farm.app.get(Transactions).run((tx) => service.fail(id, message, { final: true }, tx));
  }
  await call('GET', `/v1/render/${jobId}`);
}

async function dump(): Promise<string> {
  const tables = await query<{ name: string }>(
    farm,
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => query(farm, `SELECT to_jsonb(t)::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(rows);
}

async function files(): Promise<string> {
  const all = await readdir(farm.dataDir, { recursive: true, withFileTypes: true });
  const texts = all
    .filter((one) => one.isFile())
    .map((one) => readFile(join(one.parentPath, one.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}
