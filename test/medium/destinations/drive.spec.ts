import { SystemClock, type Clock } from '../../../coordinator/src/platform/clock.js';
import { eventually } from '../../fakes/fake-agent.js';
import { DriveServer } from '../../fakes/drive-server.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { query } from '../auth/people.support.js';

interface Integration {
  id: string;
  provider: string;
  config: Record<string, string>;
}

/** The system's time, and a little more when a test says so. */
class MovableClock extends SystemClock {
  ahead = 0;
  override now(): number {
    return Date.now() + this.ahead;
  }
}

const CALLBACK = '/v1/integrations/drive/callback';
const clock: MovableClock & Clock = new MovableClock();
let drive: DriveServer;
let farm: TestCoordinator;

beforeAll(async () => {
  drive = await DriveServer.start();
  farm = await startTestCoordinator({
    clock,
    env: {
      FRAMEFARM_GOOGLE_OAUTH_CLIENT_ID: drive.oauth.clientId,
      FRAMEFARM_GOOGLE_OAUTH_CLIENT_SECRET: drive.oauth.clientSecret,
      FRAMEFARM_GOOGLE_OAUTH_AUTH_URL: drive.authUrl,
      FRAMEFARM_GOOGLE_OAUTH_TOKEN_URL: drive.tokenUrl,
      FRAMEFARM_DRIVE_ENDPOINT: drive.url,
    },
  });
  drive.oauth.redirectUris.add(farm.url + CALLBACK);
}, 60_000);
afterAll(async () => {
  await farm.stop();
  await drive.stop();
});
beforeEach(async () => {
  clock.ahead = 0;
  drive.oauth.consent = true;
  await query(farm, 'DELETE FROM integrations');
});

const authUrl = async (): Promise<URL> => {
  const reply = await farm.call<{ url: string }>('GET', '/v1/integrations/drive/auth-url', { as: 'bearer' });
  expect(reply.status).toBe(200);
  return new URL(reply.body.url);
};
/** What a browser does: Google's page sends it back to us. */
const consent = async (url: URL): Promise<string> =>
  (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
const comeBack = (url: string) => farm.call('GET', url, { as: 'nobody' });
const connect = async () => comeBack(await consent(await authUrl()));
const list = async () =>
  (await farm.call<{ integrations: Integration[] }>('GET', '/v1/integrations', { as: 'bearer' })).body
    .integrations;

test('T31: the address asks for lasting access, for this farm, with a state', async () => {
  const url = await authUrl();
  expect(url.href.startsWith(drive.authUrl)).toBe(true);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: drive.oauth.clientId,
    redirect_uri: farm.url + CALLBACK,
    response_type: 'code',
    access_type: 'offline',
    prompt: 'consent',
    scope: 'https://www.googleapis.com/auth/drive.file',
    state: expect.stringMatching(/^.{40,}$/),
  });
});

test('T32: the first answer makes the integration, the next one renews it; a test then works', async () => {
  const page = await connect();
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toMatch(/Google Drive is connected/);
  const [made] = await list();
  expect(made).toMatchObject({
    provider: 'drive',
    config: {
      driveRefreshToken: '********',
      driveAccessToken: '********',
      driveExpiresAt: expect.stringMatching(/Z$/),
    },
  });
  const folder = drive.folder('Renders');
  await farm.call('PUT', `/v1/integrations/${made?.id}`, {
    as: 'bearer',
    json: { config: { driveFolderId: folder } },
  });
  expect((await connect()).status).toBe(200);
  expect(await list()).toMatchObject([{ id: made?.id, config: { driveFolderId: folder } }]);
  const before = drive.files.size;
  const verdict = await farm.call('POST', `/v1/integrations/${made?.id}/test`, { as: 'bearer' });
  expect(verdict.body).toEqual({ success: true, error: null });
  expect(drive.files.size).toBe(before);
});

test('an expired access token is renewed, and the new one is kept', async () => {
  await connect();
  const [made] = await list();
  const past = { driveAccessToken: 'ya29.stale', driveExpiresAt: '2020-01-01T00:00:00.000Z' };
  await farm.call('PUT', `/v1/integrations/${made?.id}`, { as: 'bearer', json: { config: past } });
  const test = () => farm.call('POST', `/v1/integrations/${made?.id}/test`, { as: 'bearer' });
  expect((await test()).body).toEqual({ success: true, error: null });
  const tokens = drive.count('POST', '/token');
  // It is kept beside the work that needed it, which does not wait for that.
  await eventually('the new token is kept', async () => {
    const kept = (await list())[0]?.config.driveExpiresAt !== past.driveExpiresAt;
    return kept || undefined;
  });
  expect((await test()).body).toEqual({ success: true, error: null });
  expect(drive.count('POST', '/token')).toBe(tokens);
});

test('access that was taken back is a sentence', async () => {
  await connect();
  drive.oauth.revokeAll();
  const [made] = await list();
  await farm.call('PUT', `/v1/integrations/${made?.id}`, {
    as: 'bearer',
    json: { config: { driveExpiresAt: '2020-01-01T00:00:00.000Z' } },
  });
  const verdict = await farm.call('POST', `/v1/integrations/${made?.id}/test`, { as: 'bearer' });
  expect(verdict.body).toEqual({
    success: false,
    error: expect.stringMatching(/refused the access.*auth-url/),
  });
});

describe('answers that connect nothing', () => {
  afterEach(async () => expect(await list()).toEqual([]));

  test('a state that is used again', async () => {
    const back = await consent(await authUrl());
    expect((await comeBack(back)).status).toBe(200);
    await query(farm, 'DELETE FROM integrations');
    expect((await comeBack(back)).status).toBe(400);
  });

  test('a state that nobody gave out, or that was changed', async () => {
    const back = new URL(await consent(await authUrl()));
    const state = back.searchParams.get('state') ?? '';
    for (const wrong of ['', 'x', `x${state}`, `${state}x`, state.split('.')[0] ?? '']) {
      back.searchParams.set('state', wrong);
      const page = await comeBack(back.href);
      expect([page.status, page.text]).toEqual([400, expect.stringMatching(/no open question/)]);
    }
  });

  test('too late', async () => {
    const back = await consent(await authUrl());
    clock.ahead = 16 * 60_000;
    expect((await comeBack(back)).status).toBe(400);
  });

  test('no from the person', async () => {
    drive.oauth.consent = false;
    const page = await connect();
    expect([page.status, page.text]).toEqual([400, expect.stringMatching(/access was not granted/)]);
  });

  test('a code that Google does not know; the page runs nothing of what came', async () => {
    const back = new URL(await consent(await authUrl()));
    back.searchParams.set('code', '<script>alert(1)</script>');
    const page = await comeBack(back.href);
    expect([page.status, page.text]).toEqual([400, expect.not.stringContaining('<script')]);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });
});

test('a farm without a registration says so', async () => {
  const bare = await startTestCoordinator();
  try {
    const reply = await bare.call<{ error: string }>('GET', '/v1/integrations/drive/auth-url', {
      as: 'bearer',
    });
    expect([reply.status, reply.body.error]).toEqual([
      503,
      expect.stringMatching(/FRAMEFARM_GOOGLE_OAUTH_CLIENT_ID/),
    ]);
  } finally {
    await bare.stop();
  }
});
