import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, personIn } from '../auth/people.support.js';
import { callOperation, operationsOf, type Operation } from './operations.js';
import { OWNED, type Owner, type OwnedThing } from './owned-things.js';

/** Every id of workspace A, tried from workspace B on every operation that takes one: 404, and nothing changes. */

/** Ids that belong to no workspace: the operator's, and those of catalogues. */
const NOBODYS_IDS = /^\/v1\/admin\/|^\/v1\/templates\/|\{toolId\}|^\/v1\/workflows\/presets\//;

const SHOWN_TO_THEIR_OWNER = [
  'GET /v1/assets',
  'GET /v1/integrations',
  'GET /v1/projects',
  'GET /v1/renditions',
  'GET /v1/webhooks',
  'GET /v1/workflows',
];

/** A walk makes hundreds of calls; on a busy machine that is more than Jest's five seconds. */
jest.setTimeout(120_000);

let farm: TestCoordinator;
let operations: Operation[];
let ownerA: Owner;
let ownerB: Owner;
beforeAll(async () => {
  farm = await startTestCoordinator({ env: { FRAMEFARM_RATE_LIMIT: '0' } });
  operations = (await operationsOf(farm)).filter(({ path }) => path.includes('{') && !NOBODYS_IDS.test(path));
  ownerA = await newOwner('A');
  ownerB = await newOwner('B');
});
afterAll(() => farm.stop());

async function newOwner(name: string): Promise<Owner> {
  const admin = await adminOf(farm);
  const workspaceId = (await admin<{ id: string }>('POST', '/workspaces', { name })).body.id;
  const person = await personIn(farm, workspaceId, 'owner');
  const headers = { authorization: `Bearer ${person.token}` };
  const call: Owner['call'] = (method, path, json) =>
    farm.call(method, path, { as: 'nobody', headers, json });
  return { farm, workspaceId, userId: person.user.id, headers, call };
}

const thingOf = ({ path }: Operation): OwnedThing | undefined => OWNED.find(({ paths }) => paths.test(path));

test('every operation with an id says whose ids it takes (owned-things.ts)', () => {
  const unknown = operations.filter((operation) => !thingOf(operation)).map(({ name }) => name);
  expect(unknown).toEqual([]);
});

test('every kind of thing can be made, and its owner finds it', async () => {
  const lost: string[] = [];
  for (const thing of OWNED) {
    const ids = await thing.make(ownerA);
    const read = operations.find(
      ({ method, path }) => method === 'GET' && thing.paths.test(path) && /\}$/.test(path),
    );
    if (Object.values(ids).some((id) => !/^[0-9a-f-]{36}$/.test(id))) lost.push(`${thing.paths}: no id`);
    if (!read) continue;
    const reply = await ownerA.call(
      'GET',
      read.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ''),
    );
    if (reply.status !== 200) lost.push(`${read.name}: ${reply.status}`);
  }
  expect(lost).toEqual([]);
});

/** The operation that reads one such thing. */
const readerOf = (thing: OwnedThing): Operation | undefined =>
  operations.find(({ method, path }) => method === 'GET' && thing.paths.test(path) && path.endsWith('}'));

async function keyOf({ call }: Owner): Promise<Record<string, string>> {
  return { 'x-api-key': (await call<{ key: string }>('POST', '/v1/api-keys', { name: 'walk' })).body.key };
}

test.each(['token', 'key'] as const)('from another workspace each of them is 404, by %s', async (by) => {
  const wrong: string[] = [];
  const credentials = by === 'key' ? await keyOf(ownerB) : ownerB.headers;
  const takes = ({ security }: Operation) => by === 'token' || security.includes('key');
  for (const operation of operations.filter(takes)) {
    const thing = thingOf(operation);
    if (!thing) continue;
    const ids = await thing.make(ownerA);
    const json = thing.bodies?.[operation.name];
    const facts = {
      ids,
      headers: { ...credentials, ...thing.headers },
      ...(json === undefined ? {} : { json }),
    };
    const { status, text } = await callOperation(farm, operation, facts);
    if (status !== 404) wrong.push(`${operation.name}: ${status} ${text.slice(0, 120)}`);
    if (Object.values(ids).some((id) => text.includes(id) && !text.includes('error')))
      wrong.push(`${operation.name} tells of the id`);
    const reader = readerOf(thing);
    const path = reader?.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
    const after = path === undefined ? 200 : (await ownerA.call('GET', path)).status;
    if (after !== 200) wrong.push(`${operation.name} did something: its owner reads ${after}`);
  }
  expect(wrong).toEqual([]);
});

test('what another workspace tried to delete in one go is still there', async () => {
  const wrong: string[] = [];
  const inOneGo = (await operationsOf(farm)).filter(({ path }) => path.endsWith('/batch-delete'));
  expect(inOneGo.length).toBeGreaterThan(0);
  for (const operation of inOneGo) {
    const item = operation.path.replace(/batch-delete$/, '{id}');
    const thing = OWNED.find(({ paths }) => paths.test(item));
    if (!thing) continue;
    const { id = '' } = await thing.make(ownerA);
    const reply = await ownerB.call('POST', operation.path, { ids: [id] });
    const answer = [reply.status, reply.body.deleted, reply.body.count];
    const still = await ownerA.call('GET', item.replace('{id}', id));
    if (JSON.stringify(answer) !== '[200,[],0]' || still.status !== 200)
      wrong.push(`${operation.name}: ${JSON.stringify(answer)}, then ${still.status}`);
  }
  expect(wrong).toEqual([]);
});

test('lists of another workspace hold none of them', async () => {
  const ids: string[] = [];
  for (const thing of OWNED) ids.push(...Object.values(await thing.make(ownerA)));
  const wrong: string[] = [];
  const lists = (await operationsOf(farm)).filter(
    ({ method, path, security }) => method === 'GET' && !path.includes('{') && !security.includes('admin'),
  );
  const shown: string[] = [];
  for (const operation of lists) {
    const own = await callOperation(farm, operation, { headers: ownerA.headers });
    if (ids.some((id) => own.text.includes(id))) shown.push(operation.name);
    const { status, text } = await callOperation(farm, operation, { headers: ownerB.headers });
    if (ids.some((id) => text.includes(id))) wrong.push(operation.name);
    // Not because it broke; 503 is a provider that is not configured.
    if (status >= 500 && status !== 503) wrong.push(`${operation.name}: ${status}`);
    if (own.status === 200 && status !== 200) wrong.push(`${operation.name}: ${status}, its owner gets 200`);
  }
  // The same walk finds them where they are.
  expect(shown).toEqual(expect.arrayContaining(SHOWN_TO_THEIR_OWNER));
  expect(wrong).toEqual([]);
});

test('a template of a workspace is there for nobody else; ids in bodies of another workspace are refused', async () => {
  const template = {
    id: 'secret-card',
    name: 'Secret card',
    document: { name: 'c', layers: [{ type: 'composition', width: 64, height: 64, sourceDuration: 1 }] },
    variablesSchema: [],
  };
  const made = await ownerA.call('POST', '/v1/templates', template);
  expect([made.status, made.text.slice(0, 200)]).toEqual([201, made.text.slice(0, 200)]);
  const tries = await Promise.all([
    ownerB.call('GET', '/v1/templates/secret-card'),
    ownerB.call('PUT', '/v1/templates/secret-card', template),
    ownerB.call('DELETE', '/v1/templates/secret-card'),
    ownerB.call('POST', '/v1/templates/secret-card/render', { variables: {} }),
  ]);
  expect(tries.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect((await ownerB.call('GET', '/v1/templates')).text).not.toContain('secret-card');
  expect((await ownerA.call('GET', '/v1/templates/secret-card')).status).toBe(200);

  const thing = (path: string) => OWNED.find(({ paths }) => paths.test(path));
  const { id: integrationId } = (await thing('/v1/integrations/{id}')?.make(ownerA)) ?? {};
  const { id: projectId } = (await thing('/v1/projects/{id}')?.make(ownerA)) ?? {};
  const layers = template.document.layers;
  const bodies = [
    { videoJSON: { name: 'x', layers, destinations: [{ integrationId, provider: 'r2' }] } },
    { videoJSON: { name: 'x', layers }, projectId },
  ];
  for (const body of bodies) expect((await ownerB.call('POST', '/v1/render', body)).status).toBe(400);
});
