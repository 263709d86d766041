import { DestinationsService } from '../../../coordinator/src/destinations/index.js';
import { adminOf, bearer, personIn } from '../auth/people.support.js';
import { call, farm, GOOD, list, make, type Many, MASK, useFarm } from './integrations.support.js';

useFarm();

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
