import {
  call,
  GOOD,
  type Legacy,
  list,
  make,
  MASK,
  R2,
  server,
  useFarm,
  type Verdict,
} from './integrations.support.js';

useFarm();

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
