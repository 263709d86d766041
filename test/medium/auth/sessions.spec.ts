import { scryptSync } from 'node:crypto';
import { Clock, type StopTimer } from '../../../coordinator/src/platform/clock.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, bearer, login, personIn, query, withKey, type SessionBody } from './people.support.js';

/** Real timers, a time of its own. */
class ShiftedClock extends Clock {
  shift = 0;
  now = (): number => Date.now() + this.shift;
  after(ms: number, run: () => void): StopTimer {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  }
  every(ms: number, run: () => void): StopTimer {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  }
}

let farm: TestCoordinator;
let home: string;
const clock = new ShiftedClock();
beforeAll(async () => {
  farm = await startTestCoordinator({
    clock,
    env: { FRAMEFARM_LOGIN_ATTEMPTS: '3', FRAMEFARM_BOOTSTRAP_TOKEN: 'test-token' },
  });
  home = farm.credentials.workspaceId;
});
afterAll(() => farm.stop());

const me = (token: string, more = {}) => farm.call<SessionBody>('GET', '/v1/auth/me', bearer(token, more));
const refresh = (refreshToken: string) =>
  farm.call<SessionBody>('POST', '/v1/auth/refresh', { json: { refreshToken }, as: 'nobody' });

describe('refresh tokens', () => {
  test('each is good once and hands out the next; tokens of the session go on working', async () => {
    const first = await personIn(farm, home, 'member');
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ status: 200, body: { user: { email: first.email }, expiresIn: 3600 } });
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    const third = await refresh(second.body.refreshToken);
    for (const token of [first.token, second.body.token, third.body.token])
      expect((await me(token)).status).toBe(200);
  });

  test('a used one that comes back ends its session and nothing else', async () => {
    const first = await personIn(farm, home, 'member');
    const elsewhere = (await login(farm, first.email, first.password)).body;
    const second = await refresh(first.refreshToken);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
    expect([(await me(second.body.token)).status, (await me(elsewhere.token)).status]).toEqual([401, 200]);
    const admin = await adminOf(farm);
    const { body } = await admin<{ entries: object[] }>('GET', '/audit?action=session.reuse-detected');
    expect(body.entries).toMatchObject([
      { action: 'session.reuse-detected', actorId: first.user.id, address: expect.stringMatching(/\d/) },
    ]);
  });

  test('of ten refreshes at once one wins', async () => {
    const { refreshToken } = await personIn(farm, home, 'member');
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(9).fill(401)]);
  });

  test('only their hashes are stored', async () => {
    const { refreshToken } = await personIn(farm, home, 'member');
    const rows = JSON.stringify(await query(farm, 'SELECT * FROM refresh_tokens'));
    expect(rows).not.toContain(refreshToken.slice(12, 40));
  });

  test.each(['nonsense', 'vf_refresh_nonsense'])('%s is 401', async (text) =>
    expect((await refresh(text)).status).toBe(401),
  );

  test('times: an access token for an hour, a session while it is refreshed within 30 days', async () => {
    const person = await personIn(farm, home, 'member');
    clock.shift = 3_601_000;
    expect((await me(person.token)).status).toBe(401);
    const next = await refresh(person.refreshToken);
    expect(next.status).toBe(200);
    clock.shift += 31 * 24 * 3_600_000;
    expect((await refresh(next.body.refreshToken)).status).toBe(401);
    clock.shift = 0;
  });
});

describe('logout', () => {
  test.each([
    ['the refresh token', (session: SessionBody) => ({ json: { refreshToken: session.refreshToken } })],
    ['the Bearer token', (session: SessionBody) => bearer(session.token)],
  ])('with %s ends both tokens at once', async (_name, shown) => {
    const session = await personIn(farm, home, 'member');
    const reply = await farm.call('POST', '/v1/auth/logout', { as: 'nobody', ...shown(session) });
    expect(reply).toMatchObject({ status: 200, body: { success: true } });
    expect((await me(session.token)).status).toBe(401);
    expect((await refresh(session.refreshToken)).status).toBe(401);
  });

  test('with nothing is 400', async () =>
    expect((await farm.call('POST', '/v1/auth/logout', { as: 'nobody' })).status).toBe(400));
});

describe('several workspaces', () => {
  let person: Awaited<ReturnType<typeof personIn>>;
  let other: string;
  beforeAll(async () => {
    const admin = await adminOf(farm);
    person = await personIn(farm, home, 'member');
    other = (await admin<{ id: string }>('POST', '/workspaces', { name: 'Other', ownerId: person.user.id }))
      .body.id;
  });

  test('login answers all of them and opens the oldest, or the wanted one', async () => {
    const usual = await login(farm, person.email, person.password);
    expect(usual.body).toMatchObject({
      workspace: { id: home },
      user: { role: 'member' },
      workspaces: [
        { id: home, role: 'member' },
        { id: other, name: 'Other', role: 'owner' },
      ],
    });
    const wanted = await login(farm, person.email, person.password, { workspaceId: other });
    expect(wanted.body).toMatchObject({ workspace: { id: other, name: 'Other' }, user: { role: 'owner' } });
  });

  test('X-Workspace-Id chooses for one request; what is not mine is 404', async () => {
    const here = await me(person.token, { 'x-workspace-id': other });
    expect(here.body).toMatchObject({ workspace: { id: other, role: 'owner' }, user: { role: 'owner' } });
    const strange = '018f6b1e-7c00-7000-8000-000000000001';
    for (const id of [strange, 'nonsense', "'"]) {
      const reply = await me(person.token, { 'x-workspace-id': id });
      expect(reply.status).toBe(404);
      expect(reply.body.error).toMatch(/^There is no workspace .* among yours/);
    }
  });

  test('switch opens a login elsewhere and leaves the first', async () => {
    const reply = await farm.call<SessionBody>('POST', '/v1/auth/switch', {
      ...bearer(person.token),
      json: { workspaceId: other },
    });
    expect(reply).toMatchObject({ status: 200, body: { workspace: { id: other }, user: { role: 'owner' } } });
    expect((await me(reply.body.token)).body.workspace.id).toBe(other);
    expect((await me(person.token)).body.workspace.id).toBe(home);
    const lost = await farm.call('POST', '/v1/auth/switch', {
      ...bearer(person.token),
      json: { workspaceId: '018f6b1e-7c00-7000-8000-000000000001' },
    });
    expect(lost.status).toBe(404);
    const key = await farm.call('POST', '/v1/auth/switch', { json: { workspaceId: other } });
    expect(key.status).toBe(403);
  });

  test('who a key is, and who the fixed token is', async () => {
    const key = await farm.call('GET', '/v1/auth/me');
    expect(key.body).toMatchObject({
      user: null,
      key: { linked: true },
      workspace: { id: home, role: 'owner' },
    });
    const fixed = await me('test-token');
    expect(fixed.body).toMatchObject({ user: { email: farm.credentials.email }, key: null });
  });
});

describe('passwords', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    farm.call('POST', '/v1/auth/password', { ...bearer(token), json: { currentPassword, newPassword } });

  test('changing one ends the other logins and keeps this one', async () => {
    const person = await personIn(farm, home, 'member');
    const elsewhere = (await login(farm, person.email, person.password)).body;
    expect((await change(person.token, 'wrong', 'another-one')).status).toBe(403);
    expect((await change(person.token, person.password, 'short')).status).toBe(400);
    expect((await change(person.token, person.password, 'another-one')).status).toBe(200);
    expect([(await me(person.token)).status, (await me(elsewhere.token)).status]).toEqual([200, 401]);
    expect((await login(farm, person.email, person.password)).status).toBe(401);
    expect((await login(farm, person.email, 'another-one')).status).toBe(200);
  });

  test('a hash of the old kind opens the door and is replaced', async () => {
    const person = await personIn(farm, home, 'member');
    const salt = Buffer.from('0123456789abcdef');
    const key = scryptSync('old-password', salt, 32, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('base64url');
    const old = `scrypt$${2 ** 15}$8$1$${salt.toString('base64url')}$${key}`;
    await query(farm, 'UPDATE users SET password_hash = $1 WHERE id = $2', [old, person.user.id]);
    expect((await login(farm, person.email, 'old-passwort')).status).toBe(401);
    expect((await login(farm, person.email, 'old-password')).status).toBe(200);
    const [row] = await query(farm, 'SELECT password_hash FROM users WHERE id = $1', [person.user.id]);
    expect(row).toEqual({ password_hash: expect.stringMatching(/^\$argon2id\$/) });
    expect((await login(farm, person.email, 'old-password')).status).toBe(200);
  });

  test('after three wrong ones the right one has to wait; other people do not', async () => {
    const [person, other] = [await personIn(farm, home, 'member'), await personIn(farm, home, 'member')];
    const wrong = () => login(farm, person.email, 'wrong');
    expect([await wrong(), await wrong(), await wrong()].map(({ status }) => status)).toEqual([
      401, 401, 401,
    ]);
    const late = await login(farm, person.email.toUpperCase(), person.password);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await login(farm, other.email, other.password)).status).toBe(200);
  });
});

describe('disabled people', () => {
  test('their tokens, logins and unlinked keys stop at once; linked keys go on', async () => {
    const admin = await adminOf(farm);
    const person = await personIn(farm, home, 'admin');
    const make = async (json: object) =>
      (await farm.call<{ key: string }>('POST', '/v1/api-keys', { ...bearer(person.token), json })).body.key;
    const [linked, unlinked] = [await make({ name: 'a' }), await make({ name: 'b', workspaceId: null })];
    const status = async (key: string) => (await farm.call('GET', '/v1/render', withKey(key))).status;
    expect([await status(linked), await status(unlinked)]).toEqual([200, 200]);
    const disabled = await admin('PATCH', `/users/${person.user.id}`, { disabled: true });
    expect(disabled).toMatchObject({ status: 200, body: { disabled: true } });
    expect((await me(person.token)).status).toBe(401);
    expect((await refresh(person.refreshToken)).status).toBe(401);
    expect((await login(farm, person.email, person.password)).status).toBe(401);
    expect([await status(linked), await status(unlinked)]).toEqual([200, 401]);
    await admin('PATCH', `/users/${person.user.id}`, { disabled: false });
    expect((await login(farm, person.email, person.password)).status).toBe(200);
  });
});
