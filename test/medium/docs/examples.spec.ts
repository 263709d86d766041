import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import {
  jsonBodyOf,
  operationsOf,
  Schemas,
  successOf,
  type Named,
  type OpenApi,
} from '../../setup/openapi-document.js';
import { WALK, type DocumentedCall, type Memory } from './documented-calls.js';

jest.setTimeout(60_000);

/** Lists that need something which the farm of this test has not: an agent, a bucket, a provider's consent. */
const NOT_ALONE = new Set([
  'GET /v1/integrations/drive/auth-url',
  'GET /v1/destination',
  'GET /v1/integrations/drive/callback',
]);

let farm: TestCoordinator;
let document: OpenApi;
let schemas: Schemas;
let adminSecret: string;
const memory: Memory = {};
beforeAll(async () => {
  farm = await startTestCoordinator();
  document = (await farm.call<OpenApi>('GET', '/openapi.json', { as: 'nobody' })).body;
  schemas = new Schemas(document);
  adminSecret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
});
afterAll(() => farm.stop());

const named = (name: string): Named | undefined => operationsOf(document).find((one) => one.name === name);

/** Sends the documented example; answers what is not as documented. */
async function execute(call: DocumentedCall): Promise<string[]> {
  const found = named(call.operation);
  if (!found) return [`${call.operation} is not documented`];
  const ids = [...(call.path ?? [])];
  const path = found.path.replace(/\{[^}]+\}/g, () => memory[ids.shift() ?? ''] ?? 'missing');
  const body = jsonBodyOf(found.operation);
  const reply = await farm.call(found.method, path, {
    as: call.as === 'admin' ? 'nobody' : (call.as ?? 'key'),
    headers: call.as === 'admin' ? { 'x-admin-secret': adminSecret } : {},
    ...(call.raw ? { body: call.raw } : body ? { json: filled(schemas.example(body), call) } : {}),
  });
  for (const [name, at] of Object.entries(call.keep ?? {})) memory[name] = String(dig(reply.body, at));
  const { json } = successOf(found.operation);
  const expected = Object.keys(found.operation.responses).filter((code) => /^[23]/.test(code));
  if (!expected.includes(String(reply.status)))
    return [
      `${found.name}: ${reply.status} instead of ${expected.join(' or ')}: ${reply.text.slice(0, 300)}`,
    ];
  const problems = json?.schema ? schemas.problems(reply.body, json.schema) : [];
  return problems.map((problem) => `${found.name}: ${problem}`);
}

function filled(example: unknown, { real = {}, without = [] }: DocumentedCall): unknown {
  const fields = Object.entries(example as object).filter(([name]) => !without.includes(name));
  return Object.fromEntries(
    fields.map(([name, value]) => [name, real[name] ? memory[real[name]] : (value as unknown)]),
  );
}

const dig = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value);

test('the documented requests, sent in order, answer as documented', async () => {
  const problems: string[] = [];
  for (const call of WALK) problems.push(...(await execute(call)));
  expect(problems).toEqual([]);
});

test('every list and every fact that needs no id answers as documented', async () => {
  const plain = operationsOf(document).filter(
    ({ name, method, path }) => method === 'GET' && !path.includes('{') && !NOT_ALONE.has(name),
  );
  expect(plain.length).toBeGreaterThan(10);
  const problems: string[] = [];
  for (const { name, operation } of plain) {
    const isAdmin = operation.security?.some((scheme) => 'admin' in scheme) ?? false;
    const isKeyOnly = operation.security?.every((scheme) => 'key' in scheme) ?? false;
    problems.push(
      ...(await execute({ operation: name, as: isAdmin ? 'admin' : isKeyOnly ? 'key' : 'bearer' })),
    );
  }
  expect(problems).toEqual([]);
});
