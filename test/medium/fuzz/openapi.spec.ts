import fc from 'fast-check';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { operationsOf, jsonBodyOf, Schemas, type Named, type OpenApi } from '../../setup/openapi-document.js';
import { hostileBody, hostileText, hostileValue } from './hostile.js';
import { makeTenant, type Tenant } from './tenants.js';

jest.setTimeout(90_000);
/** Rounds of requests at once: the same number on every machine. FUZZ_RUNS=10000 is for a night. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
const AT_ONCE = 6;
/** What a single answer may take (a destination that is tested may be slow to fail). */
const HANG_MS = 15_000;
/** A failure prints its seed: FUZZ_SEED=… repeats it. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

let farm: TestCoordinator;
let document: OpenApi;
let schemas: Schemas;
/** Two who send, and one who only has things. */
let tenants: Tenant[];
let witness: Tenant;
beforeAll(async () => {
  farm = await startTestCoordinator();
  document = (await farm.call<OpenApi>('GET', '/openapi.json', { as: 'nobody' })).body;
  schemas = new Schemas(document);
  witness = await makeTenant(farm, 'witness');
  tenants = [await makeTenant(farm, 'first'), await makeTenant(farm, 'second'), witness];
});
afterAll(() => farm.stop());

/** One random request of one operation: ids of every tenant, hostile parameters, a spoilt example as body. */
function requestOf({ method, path, operation }: Named) {
  const everyId = tenants.flatMap((tenant) => tenant.ids);
  const ids = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...everyId) },
    { weight: 1, arbitrary: hostileText },
  );
  const params = operation.parameters ?? [];
  const example = schemas.example(jsonBodyOf(operation));
  return fc.record({
    sender: fc.constantFrom(...tenants.filter((tenant) => tenant !== witness)),
    method: fc.constant(method),
    path: fc.array(ids, { minLength: 4, maxLength: 4 }).map((values) => {
      const left = [...values];
      return path.replace(/\{[^}]+\}/g, () => encodeURIComponent(left.pop() ?? 'x'));
    }),
    query: fc.record(
      Object.fromEntries(
        params
          .filter((param) => param.in === 'query' && param.name !== 'wait')
          .map((param) => [
            param.name,
            fc.oneof(ids, fc.constant(String(schemas.example(param.schema) ?? '1'))),
          ]),
      ),
      { requiredKeys: [] },
    ),
    headers: fc.record(
      Object.fromEntries(
        params
          .filter((param) => param.in === 'header')
          .map((param) => [
            param.name,
            hostileText.map((text) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 200)),
          ]),
      ),
      { requiredKeys: [] },
    ),
    body:
      example === undefined ? fc.constant(undefined) : fc.oneof(hostileBody(example, everyId), hostileValue),
  });
}

async function send(request: {
  sender: Tenant;
  method: string;
  path: string;
  query: Partial<Record<string, string>>;
  headers: Partial<Record<string, string>>;
  body: unknown;
}): Promise<{ status: number; text: string }> {
  const query = new URLSearchParams(request.query as Record<string, string>).toString();
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const hasBody = body !== undefined && request.method !== 'GET' && request.method !== 'HEAD';
  const response = await fetch(`${farm.url}${request.path}${query ? `?${query}` : ''}`, {
    method: request.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(HANG_MS),
    headers: {
      'content-type': 'application/json',
      ...(request.headers as Record<string, string>),
      ...request.sender.credentials,
    },
    ...(hasBody ? { body } : {}),
  });
  const isStream = response.headers.get('content-type')?.includes('event-stream') ?? false;
  const text = isStream ? '' : await response.text();
  if (isStream) await response.body?.cancel();
  return { status: response.status, text };
}

test(`no request breaks the farm, hangs, or shows what is somebody else's (FUZZ_SEED=${SEED})`, async () => {
  const operations = operationsOf(document);
  const any = fc.nat(operations.length - 1).chain((index) => requestOf(operations[index] as Named));
  /** By the first digit of the status. */
  const seen: Record<number, number> = {};
  const property = fc.asyncProperty(
    fc.array(any, { minLength: AT_ONCE, maxLength: AT_ONCE }),
    async (requests) => {
      await Promise.all(
        requests.map(async (request) => {
          const { status, text } = await send(request);
          const what = `${request.method} ${request.path} ${JSON.stringify(request.body)?.slice(0, 500)}`;
          if (status >= 500 && !isHonest(status, text)) throw new Error(`${what}: ${status}: ${text}`);
          const shown = tenants.find((tenant) => tenant !== request.sender && text.includes(tenant.mark));
          if (shown) throw new Error(`${what}: ${shown.mark} is in: ${text.slice(0, 1000)}`);
          seen[Math.floor(status / 100)] = (seen[Math.floor(status / 100)] ?? 0) + 1;
        }),
      );
    },
  );
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
  // It got past the front door, and was stopped there.
  const share = (digit: number): number => (seen[digit] ?? 0) / (RUNS * AT_ONCE);
  expect(share(2)).toBeGreaterThan(0.03);
  expect(share(4)).toBeGreaterThan(0.2);
});

test('what a third tenant has is still all there, and only for its own eyes', async () => {
  await expect(witness.look()).resolves.toEqual(witness.before);
  expect(JSON.stringify(witness.before).split(witness.mark).length).toBeGreaterThan(5);
});

/** 503 with a reason is an answer: an outside service that is not configured. */
const isHonest = (status: number, text: string): boolean =>
  status === 503 && /"error":"/.test(text) && !/database/i.test(text);
