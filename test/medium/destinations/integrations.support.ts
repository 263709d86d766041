import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { query } from '../auth/people.support.js';

export interface Integration {
  id: string;
  workspaceId: string;
  provider: string;
  name: string;
  isActive: boolean;
  isDefault: boolean;
  config: Record<string, string>;
  createdAt: string;
  updatedAt: string;
}
export interface One {
  integration: Integration;
  error: string;
}
export interface Many {
  integrations: Integration[];
}
export interface Legacy {
  destination: Record<string, string | null> & { id: string };
  error: string;
}
export interface Verdict {
  success: boolean;
  error: string | null;
}

export const SECRET = 'wJalrXUtnFEMI/K7MDENG+the-real-secret';
export const MASK = '********';
export const R2 = {
  endpoint: 'https://acc.r2.cloudflarestorage.com',
  region: 'auto',
  bucket: 'films',
  accessKeyId: 'AK',
  secretAccessKey: SECRET,
  publicUrl: 'https://cdn.example.com/',
  pathPrefix: 'renders',
};
export const KEY_FILE = JSON.stringify({
  type: 'service_account',
  project_id: 'p',
  client_email: 'farm@p.iam.gserviceaccount.com',
  private_key: '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n',
});
export const GOOD: Record<string, Record<string, string>> = {
  s3: { bucket: 'films', accessKeyId: 'AK', secretAccessKey: SECRET },
  r2: R2,
  b2: {
    endpoint: 'https://s3.eu-central-003.backblazeb2.com',
    bucket: 'films',
    accessKeyId: 'AK',
    secretAccessKey: SECRET,
  },
  wasabi: { bucket: 'films', accessKeyId: 'AK', secretAccessKey: SECRET },
  gcs: { bucket: 'films', gcsServiceAccountJson: KEY_FILE },
  azure: { azureAccountName: 'films', azureAccountKey: 'a2V5', azureContainerName: 'out' },
  drive: {},
};

/** The farm of the running file, and a storage of its own: its folder, and the config that reaches it. */
export let farm: TestCoordinator;
export let folder: string;
export let server: Record<string, string>;

/** Starts both for a file of tests; every test begins without integrations. */
export function useFarm(): void {
  let storage: S3rver;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framefarm-s3-'));
    storage = new S3rver({
      port: 0,
      address: '127.0.0.1',
      directory: folder,
      silent: true,
      configureBuckets: [{ name: 'films' }],
    });
    const { port } = await storage.run();
    server = {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'films',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    };
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
  }, 60_000);
  afterAll(async () => {
    await farm.stop();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => query(farm, 'DELETE FROM integrations'));
}

export const call = <T = One>(method: string, path: string, json?: unknown) =>
  farm.call<T>(method, path, { as: 'bearer', ...(json === undefined ? {} : { json }) });
export const make = async (provider: string, config: object, more: object = {}): Promise<Integration> => {
  const made = await call('POST', '/v1/integrations', { provider, name: `my ${provider}`, config, ...more });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return made.body.integration;
};
export const list = async (): Promise<Integration[]> =>
  (await call<Many>('GET', '/v1/integrations')).body.integrations;
