import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JoinTokensService, type Credentials } from '../../../coordinator/src/auth/index.js';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Problem {
  error: string;
  details: Record<string, unknown>;
}

let farm: TestCoordinator;
beforeAll(async () => {
  farm = await startTestCoordinator({
    env: { FRAMEFARM_BOOTSTRAP_API_KEY: 'test-key', FRAMEFARM_BOOTSTRAP_TOKEN: 'test-token' },
  });
});
afterAll(() => farm.stop());

const list = (headers: Record<string, string>) =>
  farm.call<Problem>('GET', '/v1/assets', { as: 'nobody', headers });

describe('credentials', () => {
  test('none: 401 with a sentence that says what to send', async () => {
    const reply = await list({});
    expect(reply.status).toBe(401);
    expect(reply.body.error).toMatch(/x-api-key/);
    expect(reply.body.details).toMatchObject({ code: 'unauthorized' });
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
  });

  test.each([
    ['a configured key', { 'x-api-key': 'test-key' }],
    ['a configured token', { authorization: 'Bearer test-token' }],
    ['a valid key beside an empty token', { 'x-api-key': 'test-key', authorization: 'Bearer' }],
    ['a valid key beside a wrong token', { 'x-api-key': 'test-key', authorization: 'Bearer nonsense' }],
    ['a valid token beside a wrong key', { 'x-api-key': 'nonsense', authorization: 'bearer test-token' }],
  ])('%s opens the door', async (_name, headers) => expect((await list(headers)).status).toBe(200));

  test.each([
    ['a wrong key', { 'x-api-key': 'vf_live_wrong' }],
    ['a key with the right start', { 'x-api-key': 'test-kez' }],
    ['a wrong token', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' }],
    ['two wrong ones', { 'x-api-key': 'a', authorization: 'Bearer b' }],
    ['another scheme', { authorization: 'Basic dGVzdC1rZXk6' }],
  ])('%s is 401', async (_name, headers) => {
    const reply = await list(headers);
    expect(reply.status).toBe(401);
    expect(reply.body.error).toMatch(/^(The|This) .*\.$/);
  });

  test('detailed health takes a key and no token', async () => {
    const key = await farm.call('GET', '/health/detailed', {
      headers: { 'x-api-key': 'test-key' },
      as: 'nobody',
    });
    expect(key).toMatchObject({
      status: 200,
      body: {
        status: 'degraded', // no agent is here
        services: {
          database: { status: 'ok', error: null },
          storage: { status: 'ok' },
          worker: { status: 'error', error: 'no agent is connected' },
          redis: { status: 'not_configured' },
          supabase: { status: 'not_configured' },
        },
      },
    });
    const token = await farm.call('GET', '/health/detailed', {
      as: 'nobody',
      headers: { authorization: 'Bearer test-token' },
    });
    expect(token.status).toBe(401);
  });

  test('secrets are stored as hashes only', async () => {
    const rows = JSON.stringify(
      await Promise.all(
        ['api_keys', 'users', 'join_tokens', 'refresh_tokens'].map((table) =>
          query(farm, `SELECT * FROM ${table}`),
        ),
      ),
    );
    const secrets = [farm.credentials.apiKey, farm.credentials.password ?? '', farm.joinToken];
    for (const secret of secrets) expect(rows).not.toContain(secret);
    expect(rows).toMatch(/argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('login', () => {
  const login = (json: unknown) => farm.call<Problem>('POST', '/v1/auth/login', { json, as: 'nobody' });

  test('answers a token that works, the person and the workspace', async () => {
    const { email, password, workspaceId } = farm.credentials;
    const reply = await login({ email: email.toUpperCase(), password });
    expect(reply).toMatchObject({
      status: 200,
      body: { expiresIn: 3600, user: { email, role: 'owner' }, workspace: { id: workspaceId } },
    });
    const { token, accessToken } = reply.body as unknown as { token: string; accessToken: string };
    expect(accessToken).toBe(token);
    expect((await list({ authorization: `Bearer ${token}` })).status).toBe(200);
  });

  test.each([
    ['a wrong password', { email: 'owner@framefarm.local', password: 'wrong-password' }, 401],
    ['an unknown person', { email: 'nobody@framefarm.local', password: 'wrong-password' }, 401],
    ['nothing', {}, 400],
    ['numbers', { email: 1, password: 2 }, 400],
    ['a list', [], 400],
  ])('%s is refused', async (_name, json, status) => expect((await login(json)).status).toBe(status));

  test('every missing field is named at once', async () => {
    const reply = await login({});
    expect(reply.body.details.issues).toEqual([
      { path: 'email', message: expect.any(String) },
      { path: 'password', message: expect.any(String) },
    ]);
  });
});

describe('join tokens', () => {
  test('a one-time token joins one agent, and that one again', async () => {
    const tokens = farm.app.get(JoinTokensService);
    const text = await tokens.create({ label: 'test' });
    const [first, second] = [newId(), newId()];
    expect(await tokens.isKnown(text)).toBe(true);
    expect(await tokens.redeem(text, first)).toEqual({ ok: true });
    expect(await tokens.redeem(text, first)).toEqual({ ok: true });
    expect(await tokens.redeem(text, second)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/used/),
    });
    expect(await tokens.redeem('vf_join_x', second)).toMatchObject({ ok: false });
  });

  test('of twenty agents with one one-time token, one joins', async () => {
    const tokens = farm.app.get(JoinTokensService);
    const text = await tokens.create({ label: 'test' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokens.redeem(text, newId())));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });

  test('the token of this machine joins any number; an expired one joins none', async () => {
    const tokens = farm.app.get(JoinTokensService);
    expect(await tokens.redeem(farm.joinToken, newId())).toEqual({ ok: true });
    expect(await tokens.redeem(farm.joinToken, newId())).toEqual({ ok: true });
    const old = await tokens.create({ label: 'test', ttl: -1 });
    expect(await tokens.isKnown(old)).toBe(false);
    expect(await tokens.redeem(old, newId())).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/expired/),
    });
  });
});

describe('first start and later ones', () => {
  const stored = async (farm: TestCoordinator): Promise<Credentials> =>
    JSON.parse(await readFile(join(farm.dataDir, 'credentials.json'), 'utf8')) as Credentials;

  test('files are for the owner only; a second start finds everything again', async () => {
    const first = await startTestCoordinator();
    for (const name of ['credentials.json', 'join-token', 'secret.key', 'admin-secret'])
      expect((await stat(join(first.dataDir, name))).mode & 0o777).toBe(0o600);
    const before = await stored(first);
    await first.pause();
    const second = await startTestCoordinator({ resume: first });
    expect(await stored(second)).toEqual({ ...before, url: second.url });
    expect((await second.call('GET', '/v1/assets')).status).toBe(200);
    expect((await second.call('GET', '/v1/assets', { as: 'bearer' })).status).toBe(200);
    expect(second.joinToken).toBe(first.joinToken);
    await second.stop();
  });

  test('a lost credentials.json is written anew with a key that works', async () => {
    const first = await startTestCoordinator();
    await first.pause();
    await rm(join(first.dataDir, 'credentials.json'));
    const second = await startTestCoordinator({ resume: first });
    expect(second.credentials.apiKey).not.toBe(first.credentials.apiKey);
    expect(second.credentials.password).toBeUndefined();
    expect((await second.call('GET', '/v1/assets')).status).toBe(200);
    await second.stop();
  });

  test('a revoked key stays revoked; credentials.json gets one that works', async () => {
    const first = await startTestCoordinator();
    const { apiKey } = await stored(first);
    await query(first, 'UPDATE api_keys SET revoked_at = now()');
    await first.pause();
    const second = await startTestCoordinator({ resume: first });
    const status = async (key: string) =>
      (await second.call('GET', '/v1/assets', { as: 'nobody', headers: { 'x-api-key': key } })).status;
    expect([await status(apiKey), await status((await stored(second)).apiKey)]).toEqual([401, 200]);
    await second.stop();
  });

  test('a first start that died after writing the file goes on with the same credentials', async () => {
    const dataDir = await mkdtemp('/tmp/framefarm-test-');
    const before = {
      url: '',
      apiKey: 'vf_live_before',
      email: 'x@y',
      password: 'password-1',
      workspaceId: newId(),
    };
    await writeFile(join(dataDir, 'credentials.json'), JSON.stringify(before));
    const farm = await startTestCoordinator({ dataDir });
    expect(farm.credentials).toMatchObject({ apiKey: before.apiKey, workspaceId: before.workspaceId });
    expect((await farm.call('GET', '/v1/assets', { as: 'bearer' })).status).toBe(200);
    await farm.stop();
  });
});

test('with keysOnBearerRoutes off a key is refused where a token is wanted', async () => {
  const strict = await startTestCoordinator({ env: { FRAMEFARM_KEYS_ON_BEARER_ROUTES: 'false' } });
  const reply = await strict.call<Problem>('GET', '/v1/assets');
  expect(reply.status).toBe(401);
  expect(reply.body.error).toMatch(/does not take the kind/);
  expect((await strict.call('GET', '/v1/assets', { as: 'bearer' })).status).toBe(200);
  await strict.stop();
});

async function query(farm: TestCoordinator, sql: string): Promise<unknown> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: farm.databaseUrl });
  await client.connect();
  return client.query(sql).then(
    (result) => client.end().then(() => result.rows as unknown),
    (error: unknown) => client.end().then(() => Promise.reject(error as Error)),
  );
}
