import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { callOperation, operationsOf, type Operation } from './operations.js';
import { VENDOR_AUTH } from './vendor-auth.js';

/** Every operation of our own OpenAPI document, with every kind of credential. */

/** Public in the document, yet 401 without anything: a signed URL, a state token or a password is the credential. */
const CARRIES_ITS_OWN =
  /^(PUT|POST) \/v1\/assets\/\{id\}\/upload$|^POST \/v1\/auth\/|\/v1\/assets\/tus|drive\/callback|^\w+ \/files\//;

/** A walk makes hundreds of calls; on a busy machine that is more than Jest's five seconds. */
jest.setTimeout(120_000);

let farm: TestCoordinator;
let strict: TestCoordinator;
let operations: Operation[];
let revoked: string;
let adminSecret: string;
beforeAll(async () => {
  farm = await startTestCoordinator({ env: { FRAMEFARM_RATE_LIMIT: '0' } });
  strict = await startTestCoordinator({
    env: { FRAMEFARM_RATE_LIMIT: '0', FRAMEFARM_KEYS_ON_BEARER_ROUTES: 'false' },
  });
  operations = await operationsOf(farm);
  adminSecret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
  const made = await farm.call<{ id: string; key: string }>('POST', '/v1/api-keys', {
    json: { name: 'revoked' },
  });
  await farm.call('DELETE', `/v1/api-keys/${made.body.id}`);
  revoked = made.body.key;
});
afterAll(async () => {
  await farm.stop();
  await strict.stop();
});

/** Asks every operation and answers those whose status is not as wanted, as `name: status`. */
async function misfits(
  of: Operation[],
  headers: (operation: Operation) => Record<string, string>,
  wanted: (status: number, operation: Operation) => boolean,
  on = farm,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const operation of of) {
    const { status, text } = await callOperation(on, operation, { headers: headers(operation) });
    if (!wanted(status, operation)) wrong.push(`${operation.name}: ${status} ${text.slice(0, 120)}`);
  }
  return wrong;
}

/** No fault of ours: 503 counts where it is documented (Drive without a client id). */
const healthy = (status: number, { statuses }: Operation): boolean =>
  status < 500 || statuses.includes(status);

const guarded = () => operations.filter(({ security }) => security.length > 0);
const persons = () => guarded().filter(({ security }) => !security.includes('admin'));
const token = async (on: TestCoordinator) => {
  const { email, password } = on.credentials;
  const reply = await on.call<{ token: string }>('POST', '/v1/auth/login', {
    json: { email, password },
    as: 'nobody',
  });
  return reply.body.token;
};

test('the walk sees the API', () => expect(operations.length).toBeGreaterThan(90));

describe('what is guarded stays shut', () => {
  test.each([
    ['nothing', () => ({})],
    ['an empty token', () => ({ authorization: 'Bearer' })],
    ['a garbage token', () => ({ authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' })],
    ['a revoked key', () => ({ 'x-api-key': revoked })],
    ['a garbage key', () => ({ 'x-api-key': 'vf_live_garbage' })],
    ['a garbage admin secret', () => ({ 'x-admin-secret': 'garbage' })],
    ['all of them', () => ({ authorization: 'Bearer x', 'x-api-key': revoked, 'x-admin-secret': 'x' })],
  ])('with %s: 401', async (_name, headers) =>
    expect(await misfits(guarded(), headers, (status) => status === 401)).toEqual([]),
  );

  test('and documents it', () =>
    expect(
      guarded()
        .filter(({ statuses }) => !statuses.includes(401))
        .map(({ name }) => name),
    ).toEqual([]));

  test('the routes of the operator take no key and no token, and those of people no admin secret', async () => {
    const both = { authorization: `Bearer ${await token(farm)}`, 'x-api-key': farm.credentials.apiKey };
    const admin = guarded().filter(({ security }) => security.includes('admin'));
    expect(admin.length).toBeGreaterThan(15);
    expect(
      await misfits(
        admin,
        () => both,
        (status) => status === 401,
      ),
    ).toEqual([]);
    const secret = { 'x-admin-secret': adminSecret };
    expect(
      await misfits(
        persons(),
        () => secret,
        (status) => status === 401,
      ),
    ).toEqual([]);
    expect(
      await misfits(
        admin,
        () => secret,
        (status) => status !== 401 && status < 500,
      ),
    ).toEqual([]);
  });
});

test('what is public needs nothing, and garbage does not shut it', async () => {
  const open = operations.filter(
    ({ security, name }) => security.length === 0 && !CARRIES_ITS_OWN.test(name),
  );
  expect(open.length).toBeGreaterThan(0);
  const fine = (status: number, operation: Operation) =>
    status !== 401 && status !== 403 && healthy(status, operation);
  expect(await misfits(open, () => ({}), fine)).toEqual([]);
  expect(await misfits(open, () => ({ authorization: 'Bearer x', 'x-api-key': revoked }), fine)).toEqual([]);
});

test('each documented credential opens its operations, also beside a worthless one', async () => {
  const key = { 'x-api-key': farm.credentials.apiKey };
  const bearer = { authorization: `Bearer ${await token(farm)}` };
  const opened = (status: number, operation: Operation) => status !== 401 && healthy(status, operation);
  const takes = (scheme: 'key' | 'bearer') => persons().filter(({ security }) => security.includes(scheme));
  expect(await misfits(takes('key'), () => ({ ...key, authorization: 'Bearer garbage' }), opened)).toEqual(
    [],
  );
  expect(await misfits(takes('bearer'), () => ({ ...bearer, 'x-api-key': revoked }), opened)).toEqual([]);
});

test('with keysOnBearerRoutes off the matrix is the vendor’s', async () => {
  const key = { 'x-api-key': strict.credentials.apiKey };
  const bearer = { authorization: `Bearer ${await token(strict)}` };
  const known = operations.filter(({ name }) => VENDOR_AUTH[name] !== undefined);
  const auth = ({ name }: Operation) => VENDOR_AUTH[name] ?? 'none';
  const expectOpen = (what: string[]) => (status: number, operation: Operation) =>
    (status !== 401) === what.includes(auth(operation)) && healthy(status, operation);
  expect(await misfits(known, () => key, expectOpen(['none', 'K', 'K/B']), strict)).toEqual([]);
  expect(await misfits(known, () => bearer, expectOpen(['none', 'B', 'K/B']), strict)).toEqual([]);
});

test('no operation of the vendor is lacking', () => {
  const ours = new Set(operations.map(({ name }) => name));
  expect(Object.keys(VENDOR_AUTH).filter((name) => !ours.has(name))).toEqual([]);
});
