import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JoinTokensService } from '../../../coordinator/src/auth/index.js';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, bearer, login, personIn, query, withKey, type SessionBody } from './people.support.js';

let farm: TestCoordinator;
let admin: Awaited<ReturnType<typeof adminOf>>;
beforeAll(async () => {
  farm = await startTestCoordinator();
  admin = await adminOf(farm);
});
afterAll(() => farm.stop());

const workspace = async (name: string) =>
  (await admin<{ id: string }>('POST', '/workspaces', { name })).body.id;

/** Begins a resumable upload of a picture. */
const tusOf = (who: ReturnType<typeof bearer> | ReturnType<typeof withKey>) => ({
  ...who,
  headers: {
    ...who.headers,
    'tus-resumable': '1.0.0',
    'upload-length': '10',
    'upload-metadata': `filename ${btoa('a.png')},type ${btoa('image')}`,
  },
});

describe('the admin secret', () => {
  test.each([
    ['nothing', {}],
    ['a wrong one', { 'x-admin-secret': 'wrong' }],
    ['an API key', { 'x-api-key': 'KEY' }],
  ])('%s is 401 with a sentence', async (_name, headers) => {
    const sent = 'x-api-key' in headers ? { 'x-api-key': farm.credentials.apiKey } : headers;
    const reply = await farm.call<{ error: string }>('GET', '/v1/admin/users', {
      as: 'nobody',
      headers: sent,
    });
    expect(reply.status).toBe(401);
    expect(reply.body.error).toMatch(/x-admin-secret/);
  });

  test('opens nothing else', async () => {
    const secret = { 'x-admin-secret': 'wrong' };
    expect((await farm.call('GET', '/v1/team', { as: 'nobody', headers: secret })).status).toBe(401);
  });

  test('may come from the settings', async () => {
    const other = await startTestCoordinator({
      env: { FRAMEFARM_ADMIN_SECRET: 'sixteen-letters-of-secret' },
    });
    const reply = await other.call('GET', '/v1/admin/users', {
      as: 'nobody',
      headers: { 'x-admin-secret': 'sixteen-letters-of-secret' },
    });
    expect(reply.status).toBe(200);
    expect(existsSync(join(other.dataDir, 'admin-secret'))).toBe(false);
    await other.stop();
  });
});

describe('workspaces', () => {
  test('are made, found, renamed and read', async () => {
    const person = await personIn(farm, farm.credentials.workspaceId, 'member');
    const made = await admin<{ id: string }>('POST', '/workspaces', {
      name: ' Lab 100% ',
      ownerId: person.user.id,
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'Lab 100%', paused: false } });
    const found = await admin<{ workspaces: { id: string }[] }>('GET', '/workspaces?search=100%25&limit=5');
    expect(found.body).toMatchObject({ total: 1, limit: 5, workspaces: [{ id: made.body.id }] });
    await admin('PATCH', `/workspaces/${made.body.id}`, { name: 'Lab' });
    expect((await admin('GET', `/workspaces/${made.body.id}`)).body).toMatchObject({
      name: 'Lab',
      members: [{ id: person.user.id, role: 'owner' }],
    });
    const refused = await admin('DELETE', `/workspaces/${made.body.id}/members/${person.user.id}`);
    expect(refused.status).toBe(409);
    expect((await admin('POST', '/workspaces', { name: ' ' })).status).toBe(400);
    expect((await admin('POST', '/workspaces', { name: 'x', ownerId: newId() })).status).toBe(404);
    expect((await admin('GET', `/workspaces/${newId()}`)).status).toBe(404);
    expect((await admin('GET', '/workspaces/nonsense')).status).toBe(404);
  });

  test('a paused one can be read and not changed, by keys and by people', async () => {
    const id = await workspace('Pause');
    const person = await personIn(farm, id, 'owner');
    const key = (
      await farm.call<{ key: string }>('POST', '/v1/api-keys', { ...bearer(person.token), json: {} })
    ).body.key;
    const target = await farm.call<{ assetId: string }>('POST', '/v1/assets/upload-url', {
      ...withKey(key),
      json: { name: 'a.png', type: 'image' },
    });
    const guest = { email: 'guest@example.com', password: 'long-enough' };
    const { token } = (
      await farm.call<{ token: string }>('POST', '/v1/team/invitations', {
        ...bearer(person.token),
        json: { email: guest.email },
      })
    ).body;
    await admin('PATCH', `/workspaces/${id}`, { paused: true });
    for (const who of [withKey(key), bearer(person.token)]) {
      expect((await farm.call('GET', '/v1/assets', who)).status).toBe(200);
      const refused = await farm.call<{ error: string }>('POST', '/v1/render/cost', { ...who, json: {} });
      expect(refused.status).toBe(403);
      expect(refused.body.error).toMatch(/paused by the operator/);
      const upload = { ...who, body: Buffer.from('x') };
      expect((await farm.call('PUT', `/v1/assets/${target.body.assetId}/upload`, upload)).status).toBe(403);
      expect((await farm.call('POST', '/v1/assets/tus', tusOf(who))).status).toBe(403);
    }
    const joining = { as: 'nobody', json: { token, password: guest.password } } as const;
    expect((await farm.call('POST', '/v1/auth/accept-invitation', joining)).status).toBe(403);
    expect((await login(farm, guest.email, guest.password)).status).toBe(401);
    expect((await login(farm, person.email, person.password)).status).toBe(200);
    expect((await farm.call('GET', '/v1/team', withKey(key))).body).toMatchObject({ paused: true });
    await admin('PATCH', `/workspaces/${id}`, { paused: false });
    expect((await farm.call('POST', '/v1/render/cost', { ...withKey(key), json: {} })).status).toBe(400);
  });

  test('one with work under way stays; an idle one goes with keys, files and logins', async () => {
    const id = await workspace('Gone');
    const person = await personIn(farm, id, 'owner');
    const { apiKey } = (await admin<{ apiKey: string }>('POST', '/keys', { workspaceId: id })).body;
    const target = await farm.call<{ uploadUrl: string; path: string }>('POST', '/v1/assets/upload-url', {
      ...withKey(apiKey),
      json: { name: 'a.png', type: 'image' },
    });
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    await farm.call('PUT', target.body.uploadUrl, { as: 'nobody', body: png });
    await farm.call('POST', '/v1/assets', {
      ...withKey(apiKey),
      json: { name: 'a.png', type: 'image', storageKey: target.body.path },
    });
    const folder = join(farm.dataDir, 'files/outputs', id);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'x.mp4'), 'x');
    const videoJSON = {
      name: 'x',
      layers: [{ type: 'composition', width: 64, height: 64, fps: 25, sourceDuration: 1 }],
    };
    const job = await farm.call<{ id: string }>('POST', '/v1/render', {
      ...withKey(apiKey),
      json: { videoJSON },
    });
    expect(job.status).toBe(200);
    const refused = await admin('DELETE', `/workspaces/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatch(/unfinished job/);
    const running = await query<{ id: string }>(
      farm,
      "SELECT id FROM jobs WHERE workspace_id = $1 AND state IN ('pending', 'rendering')",
      [id],
    );
    await query(farm, "UPDATE jobs SET state = 'cancelled' WHERE workspace_id = $1", [id]);
    expect(running.length).toBeGreaterThan(0);
    expect(await admin('DELETE', `/workspaces/${id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect((await admin('GET', `/workspaces/${id}`)).status).toBe(404);
    expect((await farm.call('GET', '/v1/team', withKey(apiKey))).status).toBe(401);
    expect((await farm.call('GET', '/v1/team', bearer(person.token))).status).toBe(401);
    expect([existsSync(folder), existsSync(join(farm.dataDir, 'files/assets', id))]).toEqual([false, false]);
    expect(await query(farm, 'SELECT id FROM assets WHERE workspace_id = $1', [id])).toEqual([]);
    const log = await admin<{ entries: object[] }>(
      'GET',
      `/audit?workspaceId=${id}&action=workspace.removed`,
    );
    expect(log.body.entries).toMatchObject([{ actorKind: 'admin', detail: { name: 'Gone' } }]);
  });

  test('the first one stays', async () =>
    expect((await admin('DELETE', `/workspaces/${farm.credentials.workspaceId}`)).status).toBe(409));
});

describe('users', () => {
  test('are made with a password that works, once for each address', async () => {
    const made = await admin<{ id: string; password: string }>('POST', '/users', {
      email: ' Ada@example.com ',
    });
    expect(made).toMatchObject({
      status: 201,
      body: { email: 'Ada@example.com', name: null, disabled: false },
    });
    const first = await login(farm, 'ada@example.com', made.body.password);
    expect(first.status).toBe(403);
    expect(first.body.error).toMatch(/belong to no workspace/);
    const again = await admin('POST', '/users', { email: 'ADA@example.com' });
    expect(again.status).toBe(409);
    const put = await admin('POST', `/workspaces/${farm.credentials.workspaceId}/members`, {
      userId: made.body.id,
      role: 'admin',
    });
    expect(put).toMatchObject({ status: 201, body: { role: 'admin' } });
    expect((await login(farm, 'ada@example.com', made.body.password)).body.user.role).toBe('admin');
    expect((await admin('POST', '/users', { email: 'nonsense' })).status).toBe(400);
  });

  test('get another password, and their logins end', async () => {
    const person = await personIn(farm, farm.credentials.workspaceId, 'member');
    const reset = await admin<{ password: string }>('POST', `/users/${person.user.id}/reset-password`);
    expect(reset.status).toBe(200);
    expect((await farm.call('GET', '/v1/auth/me', bearer(person.token))).status).toBe(401);
    expect((await login(farm, person.email, person.password)).status).toBe(401);
    expect((await login(farm, person.email, reset.body.password)).status).toBe(200);
    const chosen = await admin('POST', `/users/${person.user.id}/reset-password`, { password: 'chosen-one' });
    expect(chosen.body).toMatchObject({ password: 'chosen-one' });
  });

  test('a page is never longer than a hundred', async () =>
    expect((await admin('GET', '/users?limit=5000')).body).toMatchObject({ page: 1, limit: 100 }));
});

test('keys of all workspaces are listed and revoked', async () => {
  const id = await workspace('Keys');
  const made = await admin<{ id: string; apiKey: string }>('POST', '/keys', {
    workspaceId: id,
    name: 'robot',
    role: 'member',
  });
  expect(made).toMatchObject({ status: 201, body: { name: 'robot', role: 'member', workspaceId: id } });
  expect((await farm.call('GET', '/v1/render', withKey(made.body.apiKey))).status).toBe(200);
  const listed = await admin<{ keys: object[] }>('GET', `/keys?workspaceId=${id}`);
  expect(listed.body).toMatchObject({ total: 1, keys: [{ id: made.body.id }] });
  expect(JSON.stringify(listed.body)).not.toContain(made.body.apiKey);
  expect((await admin('DELETE', `/keys/${made.body.id}`)).status).toBe(200);
  expect((await farm.call('GET', '/v1/render', withKey(made.body.apiKey))).status).toBe(401);
  expect((await admin('DELETE', `/keys/${made.body.id}`)).status).toBe(404);
  expect((await admin('GET', `/keys?workspaceId=${id}`)).body).toMatchObject({ total: 0 });
  expect((await admin('GET', `/keys?workspaceId=${id}&all=true`)).body).toMatchObject({ total: 1 });
  expect((await admin('GET', '/keys?workspaceId=nonsense')).status).toBe(400);
});

describe('join tokens', () => {
  test('are made, listed without their text and revoked', async () => {
    const tokens = farm.app.get(JoinTokensService);
    const made = await admin<{ id: string; token: string }>('POST', '/join-tokens', { label: 'rack 3' });
    expect(made).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^vf_join_/) } });
    const listed = await admin<{ joinTokens: { id: string }[] }>('GET', '/join-tokens');
    expect(listed.body.joinTokens).toContainEqual(
      expect.objectContaining({ id: made.body.id, label: 'rack 3', reusable: false, usedAt: null }),
    );
    expect(listed.text).not.toMatch(/hash|vf_join_/);
    expect(await tokens.isKnown(made.body.token)).toBe(true);
    expect((await admin('DELETE', `/join-tokens/${made.body.id}`)).status).toBe(200);
    expect(await tokens.isKnown(made.body.token)).toBe(false);
    expect((await admin('DELETE', `/join-tokens/${made.body.id}`)).status).toBe(404);
    expect((await admin('POST', '/join-tokens', { expiresInSeconds: 1 })).status).toBe(400);
  });

  test('when that of this machine is revoked, the next start makes another', async () => {
    const first = await startTestCoordinator();
    const operator = await adminOf(first);
    const { body } = await operator<{ joinTokens: { id: string }[] }>('GET', '/join-tokens');
    await operator('DELETE', `/join-tokens/${body.joinTokens[0]?.id}`);
    await first.pause();
    const second = await startTestCoordinator({ resume: first });
    expect(second.joinToken).not.toBe(first.joinToken);
    expect(await second.app.get(JoinTokensService).isKnown(second.joinToken)).toBe(true);
    await second.stop();
  });
});

test('the log of the farm has every page', async () => {
  const { body } = await admin<{ entries: { at: string }[]; total: number }>('GET', '/audit?limit=3');
  expect(body.entries).toHaveLength(3);
  expect(body.total).toBeGreaterThan(10);
  const second = await admin<{ entries: { id: string }[] }>('GET', '/audit?limit=3&page=2');
  const ids = [...(body.entries as unknown as { id: string }[]), ...second.body.entries].map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
  const person: SessionBody = await personIn(farm, farm.credentials.workspaceId, 'owner');
  expect((await farm.call('GET', '/v1/admin/audit', bearer(person.token))).status).toBe(401);
});
