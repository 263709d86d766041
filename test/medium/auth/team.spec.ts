import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import {
  adminOf,
  bearer,
  login,
  personIn,
  query,
  withKey,
  type Problem,
  type SessionBody,
} from './people.support.js';

type Person = Awaited<ReturnType<typeof personIn>>;

let farm: TestCoordinator;
let team: string;
let owner: Person;
let admin: Person;
let member: Person;
beforeAll(async () => {
  farm = await startTestCoordinator();
  const operator = await adminOf(farm);
  team = (await operator<{ id: string }>('POST', '/workspaces', { name: 'North' })).body.id;
  owner = await personIn(farm, team, 'owner');
  admin = await personIn(farm, team, 'admin');
  member = await personIn(farm, team, 'member');
});
afterAll(() => farm.stop());

const as = <T = Problem>(person: SessionBody, method: string, path: string, json?: unknown) =>
  farm.call<T>(method, path, { ...bearer(person.token), json });

describe('roles', () => {
  test.each([
    ['PATCH', '/v1/team', { name: 'South' }],
    ['POST', '/v1/team/invitations', { email: 'x@example.com' }],
    ['GET', '/v1/team/invitations', undefined],
    ['GET', '/v1/team/audit', undefined],
  ])('%s %s is for owners and admins', async (method, path, json) => {
    const refused = await as(member, method, path, json);
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatch(
      /needs the role owner or admin .* have the role member\. Ask an owner/,
    );
    expect([200, 201]).toContain((await as(admin, method, path, json)).status);
  });

  test('a valid key of a higher role beside a lower token is enough, and the other way round', async () => {
    const key = (await as<{ key: string }>(owner, 'POST', '/v1/api-keys', { name: 'k' })).body.key;
    const low = (await as<{ key: string }>(owner, 'POST', '/v1/api-keys', { role: 'member' })).body.key;
    const status = async (person: SessionBody, text: string) =>
      (await farm.call('GET', '/v1/team/audit', bearer(person.token, { 'x-api-key': text }))).status;
    expect([await status(member, key), await status(owner, low), await status(member, low)]).toEqual([
      200, 200, 403,
    ]);
  });
});

describe('members', () => {
  test('everybody sees who is there', async () => {
    const { body } = await as<{ members: { email: string; role: string }[]; total: number }>(
      member,
      'GET',
      '/v1/team/members?limit=2',
    );
    expect(body).toMatchObject({ total: 3, page: 1, limit: 2, totalPages: 2 });
    expect(body.members.map(({ role }) => role)).toEqual(['owner', 'admin']);
  });

  test('an admin makes members admins, but neither makes nor unmakes owners', async () => {
    const person = await personIn(farm, team, 'member');
    const set = (by: SessionBody, id: string, role: string) =>
      as(by, 'PATCH', `/v1/team/members/${id}`, { role });
    expect(await set(admin, person.user.id, 'admin')).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect((await set(admin, person.user.id, 'owner')).status).toBe(403);
    expect((await set(admin, owner.user.id, 'member')).status).toBe(403);
    expect((await set(member, person.user.id, 'member')).status).toBe(403);
    expect((await set(owner, person.user.id, 'chief')).status).toBe(400);
    expect((await as(person, 'GET', '/v1/team/audit')).status).toBe(200);
  });

  test('the last owner stays, until there is another', async () => {
    const demote = () => as(owner, 'PATCH', `/v1/team/members/${owner.user.id}`, { role: 'member' });
    const leave = () => as(owner, 'DELETE', `/v1/team/members/${owner.user.id}`);
    for (const refused of [await demote(), await leave()]) {
      expect(refused.status).toBe(409);
      expect(refused.body.error).toMatch(/^The last owner of a workspace cannot be /);
    }
    const second = await personIn(farm, team, 'owner');
    const both = await Promise.all([
      demote(),
      as(second, 'PATCH', `/v1/team/members/${second.user.id}`, { role: 'member' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [left] = await query(
      farm,
      `UPDATE memberships SET role = CASE WHEN user_id = $1 THEN 'owner' ELSE 'member' END
       WHERE workspace_id = $2 AND user_id IN ($1, $3) RETURNING 1`,
      [owner.user.id, team, second.user.id],
    );
    expect(left).toBeDefined();
  });

  test('who is taken out loses the workspace at once; keys go when asked', async () => {
    const person = await personIn(farm, team, 'admin');
    const { key } = (await as<{ key: string }>(person, 'POST', '/v1/api-keys', { name: 'theirs' })).body;
    expect((await as(person, 'DELETE', `/v1/team/members/${owner.user.id}`)).status).toBe(403);
    const gone = await as(admin, 'DELETE', `/v1/team/members/${person.user.id}?revokeKeys=true`);
    expect(gone).toMatchObject({ status: 200, body: { success: true } });
    expect((await as(person, 'GET', '/v1/team')).status).toBe(401);
    expect((await farm.call('GET', '/v1/render', withKey(key))).status).toBe(401);
    expect((await login(farm, person.email, person.password)).status).toBe(403);
    expect((await as(admin, 'DELETE', `/v1/team/members/${person.user.id}`)).status).toBe(404);
  });

  test('a member may leave', async () => {
    const person = await personIn(farm, team, 'member');
    expect((await as(person, 'DELETE', `/v1/team/members/${admin.user.id}`)).status).toBe(403);
    expect((await as(person, 'DELETE', `/v1/team/members/${person.user.id}`)).status).toBe(200);
  });
});

describe('invitations', () => {
  const invite = (email: string, role?: string, by: SessionBody = admin) =>
    as<{ id: string; token: string; acceptUrl: string } & Problem>(by, 'POST', '/v1/team/invitations', {
      email,
      role,
    });
  const accept = (token: string, password: string, name?: string) =>
    farm.call<SessionBody>('POST', '/v1/auth/accept-invitation', {
      json: { token, password, name },
      as: 'nobody',
    });

  test('somebody new chooses a password and is in', async () => {
    const made = await invite('new@example.com');
    expect(made).toMatchObject({
      status: 201,
      body: { role: 'member', token: expect.stringMatching(/^vf_invite_/) },
    });
    expect(made.body.acceptUrl).toBe(`${farm.url}/v1/auth/accept-invitation`);
    expect((await accept(made.body.token, 'short')).status).toBe(400);
    const session = await accept(made.body.token, 'long-enough', 'New');
    expect(session).toMatchObject({
      status: 200,
      body: { user: { email: 'new@example.com', name: 'New', role: 'member' }, workspace: { id: team } },
    });
    expect((await login(farm, 'NEW@example.com', 'long-enough')).status).toBe(200);
    expect((await accept(made.body.token, 'long-enough')).status).toBe(404);
  });

  test('somebody known has to be who they are', async () => {
    const home = farm.credentials.workspaceId;
    const person = await personIn(farm, home, 'member');
    const { token } = (await invite(person.email, 'admin')).body;
    expect((await accept(token, 'not-their-password')).status).toBe(401);
    const session = await accept(token, person.password);
    expect(session.body).toMatchObject({
      user: { id: person.user.id, role: 'admin' },
      workspace: { id: team },
    });
    expect(session.body.workspaces).toHaveLength(2);
    expect((await invite(person.email)).status).toBe(409);
  });

  test('a newer one takes the place of an older, a revoked or expired one opens nothing', async () => {
    const first = (await invite('twice@example.com')).body;
    const second = (await invite('Twice@example.com', 'admin')).body;
    expect((await accept(first.token, 'long-enough')).status).toBe(404);
    const list = await as<{ invitations: { id: string; email: string }[] }>(
      admin,
      'GET',
      '/v1/team/invitations',
    );
    const open = list.body.invitations.filter(({ email }) => /twice/i.test(email));
    expect(open).toMatchObject([{ id: second.id, role: 'admin', invitedBy: admin.user.id }]);
    expect(JSON.stringify(list.body)).not.toContain('vf_invite_');
    expect((await as(admin, 'DELETE', `/v1/team/invitations/${second.id}`)).status).toBe(200);
    expect((await as(admin, 'DELETE', `/v1/team/invitations/${second.id}`)).status).toBe(404);
    expect((await accept(second.token, 'long-enough')).status).toBe(404);
    const third = (await invite('twice@example.com')).body;
    await query(farm, 'UPDATE invitations SET expires_at = now() WHERE id = $1', [third.id]);
    expect((await accept(third.token, 'long-enough')).status).toBe(404);
  });

  test('nobody invites above their own role', async () =>
    expect((await invite('chief@example.com', 'owner')).status).toBe(403));

  test('of five acceptances at once, one makes a member', async () => {
    const { token } = (await invite('many@example.com')).body;
    const replies = await Promise.all(Array.from({ length: 5 }, () => accept(token, 'long-enough')));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.every(({ status }) => [200, 401, 404, 409].includes(status))).toBe(true);
  });
});

test('the audit log tells who did what, and no secret', async () => {
  const { body } = await as<{ entries: { action: string }[]; total: number }>(
    admin,
    'GET',
    '/v1/team/audit?limit=100',
  );
  const actions = new Set(body.entries.map(({ action }) => action));
  for (const action of [
    'workspace.created',
    'workspace.renamed',
    'user.created',
    'key.created',
    'member.role-changed',
    'member.removed',
    'invitation.created',
    'invitation.accepted',
    'invitation.revoked',
  ])
    expect(actions).toContain(action);
  expect(JSON.stringify(body)).not.toMatch(/vf_(live|invite)_[\w-]{20}|argon2/);
  const renamed = await as<{ entries: object[] }>(admin, 'GET', '/v1/team/audit?action=workspace.renamed');
  expect(renamed.body.entries).toEqual([
    expect.objectContaining({
      actorKind: 'user',
      actorId: admin.user.id,
      targetKind: 'workspace',
      targetId: team,
      workspaceId: team,
      detail: { from: 'North', to: 'South' },
      address: expect.stringMatching(/127\.0\.0\.1/),
      requestId: expect.stringMatching(/\S/),
    }),
  ]);
  const nouns = await as<{ entries: { action: string }[] }>(admin, 'GET', '/v1/team/audit?action=invitation');
  expect(nouns.body.entries.length).toBeGreaterThan(3);
  expect(nouns.body.entries.every(({ action }) => action.startsWith('invitation.'))).toBe(true);
  const elsewhere = await farm.call<{ entries: { workspaceId: string }[] }>('GET', '/v1/team/audit');
  expect(elsewhere.body.entries.filter((entry) => entry.workspaceId === team)).toEqual([]);
});
