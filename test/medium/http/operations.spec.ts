import { spawn, type ChildProcess } from 'node:child_process';
import { eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { freePort } from '../../setup/free-port.js';
import { testWith } from '../../setup/test-with.js';

jest.setTimeout(60_000);

const ID = '018f6b1e-7c00-7000-8000-000000000004';
const REDIS = 'redis-server';

interface Health {
  status: string;
  services: Record<string, { status: string }>;
}

describe('pages of other origins', () => {
  let farm: TestCoordinator;
  afterEach(() => farm.stop());
  const preflight = (origin: string) =>
    farm.call('OPTIONS', '/v1/render', {
      as: 'nobody',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    });

  test('may call by default, without cookies, and read our headers', async () => {
    farm = await startTestCoordinator();
    const asked = await preflight('https://editor.example');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toBe('x-api-key,content-type');
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await farm.call('GET', '/v1/render', { headers: { origin: 'https://editor.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*Retry-After.*X-Request-Id/);
    const refused = await farm.call('GET', '/v1/render', {
      as: 'nobody',
      headers: { origin: 'https://editor.example' },
    });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
    expect((await farm.call('OPTIONS', '/v1/nothing')).status).toBe(404);
  });

  test('only those that the operator names', async () => {
    farm = await startTestCoordinator({
      env: { FRAMEFARM_CORS_ORIGINS: 'https://a.example, https://b.example' },
    });
    const allowed = async (origin: string) =>
      (await preflight(origin)).headers.get('access-control-allow-origin');
    expect(await allowed('https://b.example')).toBe('https://b.example');
    expect(await allowed('https://c.example')).toBeNull();
    expect((await preflight('https://b.example')).headers.get('vary')).toContain('Origin');
  });

  test.each([
    ['https://b.example', 'https://b.example', 'https://b.example'],
    ['https://b.example', 'https://c.example', null],
    ['none', 'https://b.example', null],
    ['*', 'https://b.example', '*'],
  ])('with %s a page of %s reads answers and uploads: %p', async (origins, origin, expected) => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_CORS_ORIGINS: origins } });
    const plain = await farm.call('GET', '/v1/render', { headers: { origin } });
    const begun = await farm.call('POST', '/v1/assets/tus', {
      headers: {
        origin,
        'tus-resumable': '1.0.0',
        'upload-length': '10',
        'upload-metadata': `filename ${btoa('a.png')},type ${btoa('image')}`,
      },
    });
    expect([plain.status, begun.status]).toEqual([200, 201]);
    for (const { headers } of [plain, begun]) {
      expect(headers.get('access-control-allow-origin')).toBe(expected);
      expect(headers.get('access-control-expose-headers')).toMatch(/X-Asset-Id/);
    }
  });
});

describe('compression', () => {
  let farm: TestCoordinator;
  beforeAll(async () => {
    farm = await startTestCoordinator();
  });
  afterAll(() => farm.stop());

  const encoding = async (path: string, accept = 'gzip') => {
    const reply = await farm.call('GET', path, { as: 'bearer', headers: { 'accept-encoding': accept } });
    expect(reply.status).toBe(200);
    return reply.headers.get('content-encoding');
  };

  test('big JSON is compressed for those who can read it, small answers and files are not', async () => {
    expect(await encoding('/openapi.json')).toBe('gzip');
    expect(await encoding('/openapi.json', 'identity')).toBeNull();
    expect(await encoding('/health')).toBeNull();
    const name = 'facts.json';
    const made = await farm.call<{ uploadUrl: string; path: string; assetId: string }>(
      'POST',
      '/v1/assets/upload-url',
      { as: 'bearer', json: { name, type: 'image' } },
    );
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20_000)]);
    await farm.call('PUT', made.body.uploadUrl, { as: 'nobody', body: png });
    await farm.call('POST', '/v1/assets', {
      as: 'bearer',
      json: { name, type: 'image', storage_key: made.body.path },
    });
    expect(await encoding(`/v1/assets/${made.body.assetId}/proxy`)).toBeNull();
  });
});

describe('rate limits', () => {
  let farm: TestCoordinator | undefined;
  let redis: ChildProcess | undefined;
  afterEach(async () => {
    await farm?.stop();
    redis?.kill();
    farm = redis = undefined;
  });
  const start = async (env: Record<string, string>) => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_RATE_LIMIT: '3', ...env } });
    return farm;
  };
  const statuses = async (from: TestCoordinator, n: number, headers: Record<string, string> = {}) => {
    const seen: number[] = [];
    for (let i = 0; i < n; i++) seen.push((await from.call('GET', '/v1/render', { headers })).status);
    return seen;
  };

  test('each credential has its own budget; polls have another', async () => {
    const strict = await start({});
    expect(await statuses(strict, 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(strict, 1, { 'x-api-key': 'another key' })).toEqual([401]);
    const poll = await strict.call('GET', `/v1/render/${ID}`);
    expect([poll.status, poll.headers.get('ratelimit-limit')]).toEqual([404, '12000']);
    const refused = await strict.call<{ error: string }>('GET', '/v1/render');
    expect(refused.body.error).toMatch(/More than 3 requests a minute; try again in \d+ s\./);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  });

  test('made-up credentials of one address are counted together in the end', async () => {
    const strict = await start({});
    const seen: number[] = [];
    for (let i = 0; i < 30; i++) seen.push(...(await statuses(strict, 1, { 'x-api-key': `made up ${i}` })));
    expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    expect(seen.at(-1)).toBe(429);
  });

  test('who is no trusted proxy cannot say whom it speaks for', async () => {
    const spoof = async (from: TestCoordinator) => {
      const seen: number[] = [];
      for (let i = 0; i < 5; i++) {
        const headers = { 'x-forwarded-for': `203.0.113.${i}` };
        seen.push((await from.call('GET', '/v1/templates', { as: 'nobody', headers })).status);
      }
      return seen;
    };
    // This machine is trusted, so each address has its own budget; a peer behind it in the list is not.
    expect(await spoof(await start({}))).toEqual([200, 200, 200, 200, 200]);
    const chained = await farm?.call('GET', '/v1/templates', {
      as: 'nobody',
      headers: { 'x-forwarded-for': '203.0.113.9, 10.0.0.7' },
    });
    expect(chained?.headers.get('ratelimit-remaining')).toBe('2');
    const again = await farm?.call('GET', '/v1/templates', {
      as: 'nobody',
      headers: { 'x-forwarded-for': '203.0.113.10, 10.0.0.7' },
    });
    expect(again?.headers.get('ratelimit-remaining')).toBe('1');
  });

  test('without a limit there are no headers', async () => {
    const free = await start({ FRAMEFARM_RATE_LIMIT: '0' });
    expect((await free.call('GET', '/v1/render')).headers.get('ratelimit-limit')).toBeNull();
  });

  test('a Redis that is not there changes nothing but the health page', async () => {
    const strict = await start({ FRAMEFARM_REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
    expect(await statuses(strict, 4)).toEqual([200, 200, 200, 429]);
    const { body } = await strict.call<Health>('GET', '/health/detailed');
    expect([body.status, body.services.redis?.status]).toEqual(['degraded', 'error']);
  });

  testWith('redis-server')('two coordinators share a budget by Redis', async () => {
    const port = await freePort();
    redis = spawn(REDIS, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], { stdio: 'ignore' });
    const url = { FRAMEFARM_REDIS_URL: `redis://127.0.0.1:${port}` };
    const one = await start(url);
    const other = await startTestCoordinator({ env: { FRAMEFARM_RATE_LIMIT: '3', ...url } });
    const connected = async (which: TestCoordinator) =>
      eventually('Redis', async () => {
        const { services } = (await which.call<Health>('GET', '/health/detailed')).body;
        return services.redis?.status === 'ok' || undefined;
      });
    await connected(one);
    await connected(other);
    const same = { 'x-api-key': 'the same at both' };
    expect(await statuses(one, 2, same)).toEqual([401, 401]);
    expect(await statuses(other, 2, same)).toEqual([401, 429]);
    redis.kill();
    await eventually('Redis to be gone', async () => {
      const { services } = (await one.call<Health>('GET', '/health/detailed')).body;
      return services.redis?.status === 'error' || undefined;
    });
    expect(await statuses(one, 4, same)).toEqual([401, 401, 401, 429]);
    await other.stop();
  });
});

test('the health page names every service that clients look for', async () => {
  const farm = await startTestCoordinator();
  const { body } = await farm.call<Health>('GET', '/health/detailed');
  expect(body.services).toMatchObject({
    redis: { status: 'not_configured' },
    supabase: { status: 'not_configured' },
    database: { status: 'ok' },
    storage: { status: 'ok' },
    worker: { status: 'error' },
  });
  await farm.stop();
});
