import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessService } from '../../../coordinator/src/auth/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, bearer, personIn, withKey, type Problem, type SessionBody } from './people.support.js';

interface Key extends Problem {
  id: string;
  name: string;
  prefix: string;
  key_prefix: string;
  last_used_at: string | null;
  revoked_at: string | null;
  role: string;
  linked: boolean;
  apiKey: string;
  key: string;
  keyData: Record<string, unknown>;
}

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
let farm: TestCoordinator;
let home: string;
beforeAll(async () => {
  farm = await startTestCoordinator();
  home = farm.credentials.workspaceId;
});
afterAll(() => farm.stop());

const make = (json?: object, by?: SessionBody) =>
  farm.call<Key>('POST', '/v1/api-keys', { ...(by ? bearer(by.token) : { as: 'bearer' as const }), json });
const list = async (by: SessionBody | undefined, path = '/v1/api-keys') =>
  (await farm.call<{ keys: Key[] }>('GET', path, by ? bearer(by.token) : { as: 'bearer' })).body.keys;
const revoke = (id: string, by?: SessionBody) =>
  farm.call<Problem>('DELETE', `/v1/api-keys/${id}`, by ? bearer(by.token) : { as: 'bearer' });
const works = async (key: string) => (await farm.call('GET', '/v1/render', withKey(key))).status;

test('the answers have every field of the vendor’s', async () => {
  const { key, apiKey, keyData, ...merged } = (await make({ name: 'ci' })).body;
  expect(apiKey).toMatch(/^vf_live_[\w-]{43}$/);
  expect(key).toBe(apiKey);
  expect(keyData).toEqual(merged);
  expect(merged).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: 'ci',
    prefix: apiKey.slice(0, 16),
    key_prefix: apiKey.slice(0, 16),
    createdAt: TIME,
    created_at: TIME,
    lastUsedAt: null,
    last_used_at: null,
    revoked_at: null,
    role: 'owner',
    linked: true,
  });
  const fixtures = join(
    import.meta.dirname,
    '../../../coordinator/src/api/ilve/fixtures/vendor-responses.json',
  );
  const vendor = JSON.parse(readFileSync(fixtures, 'utf8')) as Record<string, { body: object } | undefined>;
  const expected = vendor['POST /v1/api-keys'];
  if (expected)
    expect(Object.keys({ ...merged, key, apiKey, keyData })).toEqual(
      expect.arrayContaining(Object.keys(expected.body)),
    );
});

test('a key works, is used, is revoked; revoked ones are listed when asked for', async () => {
  const { id, key } = (await make({ name: 'short-lived' })).body;
  expect(await works(key)).toBe(200);
  const find = async (path?: string) => (await list(undefined, path)).find((one) => one.id === id);
  // "Last used" is written beside the request.
  let used = await find();
  for (let tries = 0; !used?.last_used_at && tries < 50; tries++) used = await find();
  expect(used).toMatchObject({ name: 'short-lived', last_used_at: TIME });
  expect(JSON.stringify(await list(undefined))).not.toContain(key);
  expect(await revoke(id)).toMatchObject({ status: 200, body: { success: true } });
  expect(await works(key)).toBe(401);
  expect(await find()).toBeUndefined();
  expect(await find('/v1/api-keys?all=true')).toMatchObject({ revoked_at: TIME });
  expect((await revoke(id)).status).toBe(404);
});

test.each([
  ['no body', undefined, 200],
  ['no name', {}, 200],
  ['a null name', { name: null }, 200],
  ['unknown fields', { name: 'x', scopes: [] }, 200],
  ['a number', { name: 1 }, 400],
  ['a name without end', { name: 'x'.repeat(201) }, 400],
  ['no role of ours', { role: 'chief' }, 400],
  ['another workspace', { workspaceId: '018f6b1e-7c00-7000-8000-000000000001' }, 404],
])('%s: %#', async (_name, json, status) => expect((await make(json)).status).toBe(status));

test('a key never may more than its maker; members revoke only their own', async () => {
  const [member, admin] = [await personIn(farm, home, 'member'), await personIn(farm, home, 'admin')];
  const theirs = (await make({ name: 'm' }, member)).body;
  expect(theirs.role).toBe('member');
  expect((await make({ role: 'admin' }, member)).status).toBe(403);
  expect((await make({ role: 'owner' }, admin)).status).toBe(403);
  const low = (await make({ role: 'member' }, admin)).body;
  const audit = async (key: string) => (await farm.call('GET', '/v1/team/audit', withKey(key))).status;
  expect([await audit(low.key), await audit(farm.credentials.apiKey)]).toEqual([403, 200]);
  expect((await revoke(low.id, member)).status).toBe(403);
  expect((await revoke(theirs.id, member)).status).toBe(200);
  expect((await revoke(low.id, admin)).status).toBe(200);
});

test('a key linked to no workspace works in its person’s oldest one and says that it is not linked', async () => {
  const person = await personIn(farm, home, 'member');
  const { key, linked, id } = (await make({ name: 'free', workspaceId: null }, person)).body;
  expect(linked).toBe(false);
  const principal = await farm.app.get(AccessService, { strict: false }).need(['key'], { key });
  expect(principal).toMatchObject({ workspaceId: home, keyLinked: false, memberId: null, role: 'member' });
  expect((await list(person)).map((one) => one.id)).toContain(id);
  expect((await list(undefined)).map((one) => one.id)).not.toContain(id);
  expect((await revoke(id)).status).toBe(404);
  const admin = await adminOf(farm);
  await admin('DELETE', `/workspaces/${home}/members/${person.user.id}`);
  expect(await works(key)).toBe(401);
});

test('a key cannot make a key without a workspace', async () => {
  const reply = await farm.call<Problem>('POST', '/v1/api-keys', { json: { workspaceId: null } });
  expect(reply.status).toBe(403);
  expect(reply.body.error).toMatch(/belongs to a person/);
});
