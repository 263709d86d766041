import { query } from '../auth/people.support.js';
import {
  call,
  farm,
  GOOD,
  KEY_FILE,
  list,
  make,
  MASK,
  R2,
  SECRET,
  server,
  useFarm,
  type Verdict,
} from './integrations.support.js';

useFarm();

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
