import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { DestinationsService } from '../../../coordinator/src/destinations/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, bearer, personIn, query } from '../auth/people.support.js';

interface Integration {
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
interface One {
  integration: Integration;
  error: string;
}
interface Many {
  integrations: Integration[];
}
interface Legacy {
  destination: Record<string, string | null> & { id: string };
  error: string;
}
interface Verdict {
  success: boolean;
  error: string | null;
}

const SECRET = 'wJalrXUtnFEMI/K7MDENG+the-real-secret';
const MASK = '********';
const R2 = {
  endpoint: 'https://acc.r2.cloudflarestorage.com',
  region: 'auto',
  bucket: 'films',
  accessKeyId: 'AK',
  secretAccessKey: SECRET,
  publicUrl: 'https://cdn.example.com/',
  pathPrefix: 'renders',
};
const KEY_FILE = JSON.stringify({
  type: 'service_account',
  project_id: 'p',
  client_email: 'farm@p.iam.gserviceaccount.com',
  private_key: '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n',
});
const GOOD: Record<string, Record<string, string>> = {
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

let farm: TestCoordinator;
let storage: S3rver;
let folder: string;
let server: Record<string, string>;

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

const call = <T = One>(method: string, path: string, json?: unknown) =>
  farm.call<T>(method, path, { as: 'bearer', ...(json === undefined ? {} : { json }) });
const make = async (provider: string, config: object, more: object = {}): Promise<Integration> => {
  const made = await call('POST', '/v1/integrations', { provider, name: `my ${provider}`, config, ...more });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return made.body.integration;
};
const list = async (): Promise<Integration[]> =>
  (await call<Many>('GET', '/v1/integrations')).body.integrations;

describe('T1 to T8, T39: what a config needs', () => {
  test('the sample of the vendor is taken as it is, and answered with the secret masked', async () => {
    const made = await call('POST', '/v1/integrations', {
      provider: 'r2',
      name: 'Marketing R2',
      config: R2,
      isActive: true,
      isDefault: true,
      somethingNew: 1,
    });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      integration: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        workspaceId: farm.credentials.workspaceId,
        provider: 'r2',
        name: 'Marketing R2',
        isActive: true,
        isDefault: true,
        config: {
          ...R2,
          secretAccessKey: MASK,
          publicUrl: 'https://cdn.example.com',
          pathPrefix: 'renders/',
        },
        createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
        updatedAt: expect.stringMatching(/Z$/),
      },
    });
    expect(await list()).toEqual([made.body.integration]);
  });

  test.each(Object.keys(GOOD))('%s with all that it needs, active and not the default', async (provider) => {
    expect(await make(provider, GOOD[provider] ?? {})).toMatchObject({
      provider,
      isActive: true,
      isDefault: false,
    });
  });

  test.each(['', 'S3', 'dropbox', null, 5])('the provider %p is refused', async (provider) => {
    const reply = await call('POST', '/v1/integrations', { provider, name: 'x', config: GOOD.s3 });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(/s3, r2, b2, wasabi, gcs/)]);
  });

  test.each([
    ['s3', 'bucket'],
    ['s3', 'accessKeyId'],
    ['s3', 'secretAccessKey'],
    ['r2', 'endpoint'],
    ['r2', 'secretAccessKey'],
    ['b2', 'endpoint'],
    ['b2', 'bucket'],
    ['wasabi', 'accessKeyId'],
    ['gcs', 'bucket'],
    ['gcs', 'gcsServiceAccountJson'],
    ['azure', 'azureAccountName'],
    ['azure', 'azureAccountKey'],
    ['azure', 'azureContainerName'],
  ])('%s without %s is refused by name, at creation and at change', async (provider, field) => {
    const without = { ...GOOD[provider] };
    delete without[field];
    for (const config of [without, { ...without, [field]: '' }, { ...without, [field]: null }]) {
      const reply = await call('POST', '/v1/integrations', { provider, name: 'x', config });
      expect([reply.status, reply.body.error]).toEqual([
        400,
        expect.stringContaining(`config.${field} is missing`),
      ]);
    }
    const { id } = await make(provider, GOOD[provider] ?? {});
    const changed = await call('PUT', `/v1/integrations/${id}`, { config: { [field]: '' } });
    expect([changed.status, changed.body.error]).toEqual([400, expect.stringContaining(field)]);
  });

  test.each([
    ['endpoint', 'ftp://x.example'],
    ['endpoint', 'https://user:pw@x.example'],
    ['endpoint', 'https://x.example/?a=1'],
    ['bucket', 'a/b'],
    ['bucket', '../films'],
    ['region', 'us-east-1.evil.example/'],
    ['publicUrl', 'javascript:alert(1)'],
    ['pathPrefix', '../up'],
    ['pathPrefix', 'a\\b'],
    ['accessKeyId', ['AK']],
  ])('%s %p is refused by name', async (field, value) => {
    const config = { ...GOOD.s3, [field]: value };
    const reply = await call('POST', '/v1/integrations', { provider: 's3', name: 'x', config });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(`config.${field}`)]);
  });

  test('a key file of another kind, which would lead a library to other files and addresses, is refused', async () => {
    for (const text of [
      '{',
      '{"type":"external_account"}',
      '{"type":"authorized_user","client_email":"a@b"}',
    ]) {
      const config = { bucket: 'films', gcsServiceAccountJson: text };
      const reply = await call('POST', '/v1/integrations', { provider: 'gcs', name: 'x', config });
      expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(/gcsServiceAccountJson/)]);
    }
  });

  test('no name, no config: said by name; an empty list counts as an empty object', async () => {
    const reply = await call('POST', '/v1/integrations', { provider: 's3', config: GOOD.s3 });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(/name/)]);
    const bare = await call('POST', '/v1/integrations', { provider: 's3', name: 'x' });
    expect([bare.status, bare.body.error]).toEqual([400, expect.stringMatching(/config/)]);
    expect(await make('drive', [])).toMatchObject({ config: {} });
  });

  test('fields that the provider does not have are not stored: a misspelt secret is not shown again', async () => {
    const { config } = await make('s3', { ...GOOD.s3, secretKey: SECRET, azureAccountKey: 'a2V5' });
    expect(config).toEqual({ bucket: 'films', accessKeyId: 'AK', secretAccessKey: MASK });
  });

  test('a key file may come as an object', async () => {
    const { config } = await make('gcs', { bucket: 'films', gcsServiceAccountJson: JSON.parse(KEY_FILE) });
    expect(config).toEqual({ bucket: 'films', gcsServiceAccountJson: MASK });
  });
});

describe('changes', () => {
  const stored = async (id: string): Promise<string | undefined> => {
    const [row] = await query<{ secrets: Record<string, string> }>(
      farm,
      'SELECT secrets FROM integrations WHERE id = $1',
      [id],
    );
    return row?.secrets.secretAccessKey;
  };

  test('any subset: the rest stays, and the secret survives a mask and an absence', async () => {
    const made = await make('s3', server);
    const renamed = await call('PUT', `/v1/integrations/${made.id}`, { name: 'other' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { integration: { ...made, name: 'other', updatedAt: expect.any(String) } },
    });
    const masked = { ...made.config, pathPrefix: 'films' };
    const whole = { ...made, name: 'whole', config: masked };
    const changed = await call('PUT', `/v1/integrations/${made.id}`, whole);
    expect(changed.body.integration).toMatchObject({ name: 'whole', config: { pathPrefix: 'films/' } });
    await call('PUT', `/v1/integrations/${made.id}`, { config: { pathPrefix: null } });
    expect((await list())[0]?.config).not.toHaveProperty('pathPrefix');
    expect(await stored(made.id)).toMatch(/^v1\./);
    expect((await call<Verdict>('POST', `/v1/integrations/${made.id}/test`)).body.success).toBe(true);
  });

  test('another provider needs a config of its own', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {});
    const reply = await call('PUT', `/v1/integrations/${id}`, { provider: 'azure' });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(/azureAccountName/)]);
    const changed = await call('PUT', `/v1/integrations/${id}`, { provider: 'azure', config: GOOD.azure });
    expect(changed.body.integration).toMatchObject({
      provider: 'azure',
      config: { azureAccountName: 'films', azureAccountKey: MASK, azureContainerName: 'out' },
    });
  });

  test('T16: secrets are sealed, each for its own row', async () => {
    const [one, two] = [await make('s3', GOOD.s3 ?? {}), await make('s3', GOOD.s3 ?? {})];
    const rows = await query<{ all: string }>(farm, 'SELECT to_jsonb(i)::text AS all FROM integrations i');
    expect(rows.map((row) => row.all).join('')).not.toContain(SECRET);
    expect(await stored(one.id)).not.toBe(await stored(two.id));
  });

  test('a secret that another master key sealed is asked for again, by name', async () => {
    const { id } = await make('s3', server);
    await query(farm, `UPDATE integrations SET secrets = '{"secretAccessKey": "v1.AAAA.BBBB.CCCC"}'`);
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body).toEqual({
      success: false,
      error: expect.stringMatching(/config\.secretAccessKey cannot be read/),
    });
    expect((await call('PUT', `/v1/integrations/${id}`, { name: 'x' })).status).toBe(400);
    const config = { secretAccessKey: 'S3RVER' };
    expect((await call('PUT', `/v1/integrations/${id}`, { config })).status).toBe(200);
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body.success).toBe(true);
  });

  test('deleted is gone', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {});
    expect(await call('DELETE', `/v1/integrations/${id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect((await call('DELETE', `/v1/integrations/${id}`)).status).toBe(404);
    expect(await list()).toEqual([]);
  });

  test.each(['not-a-uuid', '018f6b1e-7c00-7000-8000-000000000006'])('the id %s is not there', async (id) => {
    const replies = [
      await call('PUT', `/v1/integrations/${id}`, { name: 'x' }),
      await call('DELETE', `/v1/integrations/${id}`),
      await call('POST', `/v1/integrations/${id}/test`),
    ];
    expect(replies.map((reply) => reply.status)).toEqual([404, 404, 404]);
  });

  test('changes are in the audit log, without secrets', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {});
    await call('PUT', `/v1/integrations/${id}`, { name: 'x' });
    await call('DELETE', `/v1/integrations/${id}`);
    const rows = await query<{ action: string; all: string }>(
      farm,
      `SELECT action, to_jsonb(a)::text AS all FROM audit_entries a WHERE target_id = $1 ORDER BY at, id`,
      [id],
    );
    expect(rows.map((row) => row.action)).toEqual([
      'integration.created',
      'integration.changed',
      'integration.removed',
    ]);
    expect(rows.map((row) => row.all).join('')).not.toContain(SECRET);
  });
});

describe('T18: one default', () => {
  test('a new default takes the place of the old one', async () => {
    const one = await make('s3', GOOD.s3 ?? {}, { isDefault: true });
    const two = await make('r2', R2, { isDefault: true });
    expect((await list()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [one.id, false],
      [two.id, true],
    ]);
    await call('PUT', `/v1/integrations/${one.id}`, { isDefault: true });
    expect((await list()).filter((all) => all.isDefault).map(({ id }) => id)).toEqual([one.id]);
    await call('PUT', `/v1/integrations/${one.id}`, { isDefault: false });
    expect((await list()).some((all) => all.isDefault)).toBe(false);
  });

  test('many at the same moment leave one', async () => {
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => make('s3', GOOD.s3 ?? {}, { isDefault: true })));
    expect((await list()).filter((all) => all.isDefault)).toHaveLength(1);
  });
});

describe('T30: test', () => {
  const objects = async (): Promise<string[]> =>
    (await readdir(join(folder, 'films'), { recursive: true })).filter((name) => name.endsWith('_object'));

  test('writes and deletes a real object', async () => {
    const { id } = await make('s3', { ...server, pathPrefix: 'deep/er' });
    const reply = await call<Verdict>('POST', `/v1/integrations/${id}/test`);
    expect([reply.status, reply.body]).toEqual([200, { success: true, error: null }]);
    expect(await objects()).toEqual([]);
  });

  test.each([
    ['a bucket that is not there', { bucket: 'nowhere' }, /bucket "nowhere" is not there/],
    ['nobody listens', { endpoint: 'http://127.0.0.1:9' }, /no answer from 127\.0\.0\.1:9/],
    ['an address that is not public', { endpoint: 'http://10.255.255.1:9000' }, /not a public address/],
    ['the metadata service', { endpoint: 'http://169.254.169.254' }, /not a public address/],
    ['loopback by another name', { endpoint: 'http://[::1]:9000' }, /not a public address/],
  ])('%s: 200 with a sentence', async (_name, change, sentence) => {
    const { id } = await make('s3', { ...server, ...change });
    const reply = await call<Verdict>('POST', `/v1/integrations/${id}/test`);
    expect([reply.status, reply.body]).toEqual([
      200,
      { success: false, error: expect.stringMatching(sentence) },
    ]);
  });

  test('Azure does not go round the guard either', async () => {
    const { id } = await make('azure', { ...GOOD.azure, endpoint: 'http://10.255.255.1:10000/films' });
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body).toEqual({
      success: false,
      error: expect.stringMatching(/not a public address/),
    });
  });

  test('Drive that was never connected says what to do', async () => {
    const { id } = await make('drive', {});
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body).toEqual({
      success: false,
      error: expect.stringMatching(/Drive is not (set up|connected)/),
    });
  });
});

describe('T33 to T37: the legacy view', () => {
  test('nothing there: 404, and a test of nothing is a 400', async () => {
    expect((await call('GET', '/v1/destination')).status).toBe(404);
    expect((await call('POST', '/v1/destination/test')).status).toBe(400);
    expect(await call('DELETE', '/v1/destination')).toMatchObject({ status: 200, body: { success: true } });
  });

  test('201 makes the default, 200 replaces it, and both views show the same', async () => {
    const made = await call<Legacy>('PUT', '/v1/destination', { provider: 'r2', ...R2 });
    expect([made.status, made.body]).toEqual([
      201,
      {
        destination: {
          id: expect.any(String),
          provider: 'r2',
          endpoint: R2.endpoint,
          region: 'auto',
          bucket: 'films',
          accessKeyId: 'AK',
          secretAccessKey: MASK,
          publicUrl: 'https://cdn.example.com',
          pathPrefix: 'renders/',
        },
      },
    ]);
    expect(await list()).toMatchObject([{ id: made.body.destination.id, provider: 'r2', isDefault: true }]);
    const again = { provider: 's3', ...server, secretAccessKey: 'S3RVER' };
    const replaced = await call<Legacy>('PUT', '/v1/destination', again);
    expect([replaced.status, replaced.body.destination]).toEqual([
      200,
      {
        id: made.body.destination.id,
        provider: 's3',
        endpoint: server.endpoint,
        region: null,
        bucket: 'films',
        accessKeyId: 'S3RVER',
        secretAccessKey: MASK,
        publicUrl: null,
        pathPrefix: '',
      },
    ]);
    expect(await list()).toHaveLength(1);
  });

  test('a masked secret is the stored one; without any it is missing', async () => {
    await call('PUT', '/v1/destination', { provider: 's3', ...server });
    const masked = await call('PUT', '/v1/destination', { provider: 's3', ...server, secretAccessKey: MASK });
    expect(masked.status).toBe(200);
    expect((await call<Verdict>('POST', '/v1/destination/test')).body.success).toBe(true);
    const { secretAccessKey: _, ...without } = server;
    const refused = await call<Legacy>('PUT', '/v1/destination', { provider: 's3', ...without });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringMatching(/secretAccessKey is missing/),
    ]);
  });

  test('what was made the default elsewhere is what it returns', async () => {
    const { id } = await make('azure', GOOD.azure ?? {}, { isDefault: true });
    expect((await call<Legacy>('GET', '/v1/destination')).body.destination).toMatchObject({
      id,
      provider: 'azure',
      bucket: '',
      accessKeyId: '',
      secretAccessKey: '',
      publicUrl: null,
    });
  });

  test('a config that is not stored can be tested, with or without a default', async () => {
    const good = await call<Verdict>('POST', '/v1/destination/test', { provider: 's3', ...server });
    expect([good.status, good.body]).toEqual([200, { success: true, error: null }]);
    const bad = await call<Verdict>('POST', '/v1/destination/test', {
      provider: 's3',
      ...server,
      bucket: 'nowhere',
    });
    expect([bad.status, bad.body.success]).toEqual([200, false]);
    expect((await call('POST', '/v1/destination/test', { provider: 's3', bucket: 'films' })).status).toBe(
      400,
    );
    expect(await list()).toEqual([]);
  });

  test('DELETE removes the integration itself', async () => {
    const other = await make('s3', GOOD.s3 ?? {});
    await make('r2', R2, { isDefault: true });
    expect((await call('DELETE', '/v1/destination')).body).toEqual({ success: true });
    expect((await list()).map(({ id }) => id)).toEqual([other.id]);
    expect((await call('GET', '/v1/destination')).status).toBe(404);
  });
});

describe('T38: who may', () => {
  const ROUTES = (id: string): [string, string, unknown?][] => [
    ['POST', '/v1/integrations', { provider: 's3', name: 'x', config: GOOD.s3 }],
    ['PUT', `/v1/integrations/${id}`, { name: 'x' }],
    ['POST', `/v1/integrations/${id}/test`],
    ['GET', '/v1/integrations/drive/auth-url'],
    ['GET', '/v1/destination'],
    ['PUT', '/v1/destination', { provider: 's3', ...GOOD.s3 }],
    ['POST', '/v1/destination/test', { provider: 's3', ...GOOD.s3 }],
    ['DELETE', '/v1/destination'],
    ['DELETE', `/v1/integrations/${id}`],
  ];

  test('without credentials 401 everywhere', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {});
    for (const [method, path, json] of [...ROUTES(id), ['GET', '/v1/integrations'] as const])
      expect([path, (await farm.call(method, path, { as: 'nobody', json })).status]).toEqual([path, 401]);
  });

  test('members look, and change nothing; admins may', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {}, { isDefault: true });
    const member = await personIn(farm, farm.credentials.workspaceId, 'member');
    const seen = await farm.call<Many>('GET', '/v1/integrations', bearer(member.token));
    expect([seen.status, seen.body.integrations.map((one) => one.config.secretAccessKey)]).toEqual([
      200,
      [MASK],
    ]);
    for (const [method, path, json] of ROUTES(id))
      expect([path, (await farm.call(method, path, { ...bearer(member.token), json })).status]).toEqual([
        path,
        403,
      ]);
    const admin = await personIn(farm, farm.credentials.workspaceId, 'admin');
    const change = { ...bearer(admin.token), json: { name: 'by an admin' } };
    expect((await farm.call('PUT', `/v1/integrations/${id}`, change)).status).toBe(200);
  });

  test('another workspace sees none of it', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {}, { isDefault: true });
    const other = await (await adminOf(farm))<{ id: string }>('POST', '/workspaces', { name: 'other' });
    const stranger = await personIn(farm, other.body.id, 'owner');
    const as = bearer(stranger.token);
    expect((await farm.call<Many>('GET', '/v1/integrations', as)).body.integrations).toEqual([]);
    expect((await farm.call('PUT', `/v1/integrations/${id}`, { ...as, json: { name: 'x' } })).status).toBe(
      404,
    );
    expect((await farm.call('DELETE', `/v1/integrations/${id}`, as)).status).toBe(404);
    expect((await farm.call('POST', `/v1/integrations/${id}/test`, as)).status).toBe(404);
    expect((await farm.call('GET', '/v1/destination', as)).status).toBe(404);
    expect((await farm.call('DELETE', '/v1/destination', as)).status).toBe(200);
    expect(await list()).toHaveLength(1);
  });
});

describe('T15 to T25: references of a render', () => {
  const render = (destinations?: unknown) => ({
    videoJSON: {
      name: 'film',
      layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 }],
      ...(destinations === undefined ? {} : { destinations }),
    },
  });
  const submit = (destinations?: unknown) => call('POST', '/v1/render', render(destinations));
  const resolve = (refs?: { integrationId: string; provider: string; pathPrefix?: string }[]) =>
    farm.app.get(DestinationsService).resolve(
      farm.credentials.workspaceId,
      refs?.map((ref, i) => ({ path: `destinations[${i}]`, ...ref })),
    );

  test('unknown, foreign, switched off, of another provider: 400 that says which', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {});
    const off = await make('s3', GOOD.s3 ?? {}, { isActive: false });
    const cases: [object, RegExp][] = [
      [{ integrationId: '018f6b1e-7c00-7000-8000-000000000006', provider: 's3' }, /no integration/],
      [{ integrationId: 'nonsense', provider: 's3' }, /no integration/],
      [{ integrationId: off.id, provider: 's3' }, /isActive/],
      [{ integrationId: id, provider: 'r2' }, /provider/],
      [{ integrationId: id, provider: 's3', pathPrefix: '../x' }, /pathPrefix/],
    ];
    for (const [ref, sentence] of cases) {
      const reply = await submit([ref]);
      expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(sentence)]);
    }
    expect((await submit([{ integrationId: id, provider: 's3' }])).status).toBe(200);
  });

  test('none: the active default, or nowhere; named ones replace it; a prefix of their own replaces the stored one', async () => {
    expect(await resolve()).toEqual({ ok: true, targets: [] });
    const usual = await make('s3', { ...GOOD.s3, pathPrefix: 'renders' }, { isDefault: true });
    const other = await make('azure', GOOD.azure ?? {});
    const target = (id: string, provider: string, prefix: string) => ({
      integrationId: id,
      provider,
      prefix,
    });
    const usually = { ok: true, targets: [target(usual.id, 's3', 'renders/')] };
    expect([await resolve(), await resolve([])]).toEqual([usually, usually]);
    expect(
      await resolve([
        { integrationId: other.id, provider: 'azure' },
        { integrationId: usual.id.toUpperCase(), provider: 's3', pathPrefix: '/campaigns/summer-2026' },
        { integrationId: usual.id, provider: 's3', pathPrefix: '' },
      ]),
    ).toEqual({
      ok: true,
      targets: [
        target(other.id, 'azure', ''),
        target(usual.id, 's3', 'campaigns/summer-2026/'),
        target(usual.id, 's3', ''),
      ],
    });
    await call('PUT', `/v1/integrations/${usual.id}`, { isActive: false });
    expect(await resolve()).toEqual({ ok: true, targets: [] });
  });

  test('T24: a key that is linked to no workspace renders, but not to destinations', async () => {
    const { id } = await make('s3', GOOD.s3 ?? {}, { isDefault: true });
    const service = farm.app.get(DestinationsService);
    const ref = { path: 'destinations[0]', integrationId: id, provider: 's3' };
    const { workspaceId } = farm.credentials;
    expect(await service.resolve(workspaceId, undefined, { keyLinked: false })).toEqual({
      ok: true,
      targets: [],
    });
    expect(await service.resolve(workspaceId, [ref], { keyLinked: false })).toMatchObject({ ok: false });
  });
});
