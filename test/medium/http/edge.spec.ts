import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Problem {
  error: string;
  message?: string;
  details: Record<string, unknown>;
}

let farm: TestCoordinator;
const lines: string[] = [];
beforeAll(async () => {
  farm = await startTestCoordinator({ log: { write: (line: string) => lines.push(line) } });
});
afterAll(() => farm.stop());

const raw = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  farm.call<Problem>('POST', '/v1/assets/upload-url', { body, headers });

describe('bodies', () => {
  test.each([
    ['no body', '', { 'content-type': 'application/json' }, 400],
    ['an empty list', '[]', { 'content-type': 'application/json' }, 400],
    [
      'JSON as a form',
      '{"name":"a.png","type":"image"}',
      { 'content-type': 'application/x-www-form-urlencoded' },
      200,
    ],
    ['JSON without a type', '{"name":"a.png","type":"image"}', { 'content-type': '' }, 200],
    [
      'JSON with unknown keys',
      '{"name":"a.png","type":"image","x":{"y":[]}}',
      { 'content-type': 'application/json' },
      200,
    ],
    ['prototype keys', '{"__proto__":{"name":"x"},"constructor":1,"name":"a","type":"image"}', {}, 200],
    ['a number', '7', { 'content-type': 'application/json' }, 400],
    ['null', 'null', { 'content-type': 'application/json' }, 400],
    ['half an object', '{"name":', { 'content-type': 'application/json' }, 400],
    ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 400],
    ['a false gzip', '{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 400],
  ])('%s', async (_name, body, headers, status) => {
    const reply = await raw(body, headers);
    expect(reply.status).toBe(status);
    if (status === 400) expectProblem(reply.body);
  });

  test.each([
    ['POST', '/v1/assets/upload-url', { name: 'a\0b.png', type: 'image' }],
    ['POST', '/v1/auth/login', { email: 'a\0@b', password: 'x' }],
    ['GET', '/v1/assets?search=%00', undefined],
  ])('text that no database holds is 400: %s %s', async (method, path, json) => {
    const reply = await farm.call<Problem>(method, path, json ? { json } : {});
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(/NUL character/);
  });

  test('10 MB is 413 with a sentence', async () => {
    const reply = await raw(JSON.stringify({ name: 'x'.repeat(10 * 2 ** 20) }));
    expect(reply.status).toBe(413);
    expect(reply.body.error).toMatch(/larger than the limit of 5242880 bytes/);
  });

  test('1 MB is read', async () => {
    const reply = await raw(JSON.stringify({ name: 'a.png', type: 'image', more: 'x'.repeat(2 ** 20) }));
    expect(reply.status).toBe(200);
  });
});

describe('addresses', () => {
  test.each(['/', '/v1', '/v1/nothing', '/v2/movies', '/files', '/assets/x', '/v1/render/x/y/z'])(
    '%s is 404 in our form',
    async (path) => {
      const reply = await farm.call<Problem>('GET', path);
      expect(reply.status).toBe(404);
      expectProblem(reply.body);
    },
  );

  test.each(['/v1/assets/%E0%A4%A', '/v1/render/%zz', '/v1/render/%00', '/%00'])('%s is 404', async (path) =>
    expect(await status(path)).toBe(404),
  );

  test.each(['//health', '/health/', '//v1//assets?limit=1', '/v1/assets/'])('%s is found', async (path) =>
    expect(await status(path)).toBe(200),
  );

  test('every answer carries a request id, ours or theirs', async () => {
    const own = await farm.call('GET', '/health');
    expect(own.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const theirs = await farm.call('GET', '/health', { headers: { 'x-request-id': 'abc-1' } });
    expect(theirs.headers.get('x-request-id')).toBe('abc-1');
    const wrong = await farm.call<Problem>('GET', `/v1/assets/${newId()}`, {
      headers: { 'x-request-id': 'a b\tc' },
    });
    expect(wrong.body.details.requestId).toBe(wrong.headers.get('x-request-id'));
  });

  test('OpenAPI and its page are served', async () => {
    const document = await farm.call<{ openapi: string; paths: object }>('GET', '/openapi.json', {
      as: 'nobody',
    });
    expect(document.body.openapi).toMatch(/^3\./);
    expect(document.body.paths).toHaveProperty(['/v1/render']);
    const page = await farm.call('GET', '/docs', { as: 'nobody' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('swagger-ui')]);
  });

  test('URLs in answers follow the name by which the farm was reached', async () => {
    const url = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ name: 'a.png', type: 'image' });
      const reply = await callWithHost('/v1/assets/upload-url', body, {
        'x-api-key': farm.credentials.apiKey,
        ...headers,
      });
      return (JSON.parse(reply) as { uploadUrl: string }).uploadUrl;
    };
    expect(await url({ host: 'farm.example:8470' })).toMatch(/^http:\/\/farm\.example:8470\/v1\//);
    expect(await url({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'farm.example' })).toMatch(
      /^https:\/\/farm\.example\/v1\//,
    );
    expect(await url({ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a"><b' })).toMatch(
      /^http:\/\/localhost:\d+\/v1\//,
    );
    const body = JSON.stringify({ name: 'a.png', type: 'image' });
    const { port } = new URL(farm.url);
    expect(await callWithoutHost(Number(port), '/v1/assets/upload-url', body)).toContain(
      `"uploadUrl":"http://localhost:${port}/v1/`,
    );
  });
});

test('the log has ids and no secrets', async () => {
  await farm.call('GET', '/v1/assets', { headers: { 'x-request-id': 'find-me' } });
  await farm.call('GET', '/files/a?sig=s3cret&expires=1', { headers: { authorization: 'Bearer s3cret' } });
  const text = lines.join('');
  expect(text).toContain('find-me');
  for (const secret of ['s3cret', farm.credentials.apiKey, farm.credentials.password ?? '', farm.joinToken])
    expect(text).not.toContain(secret);
});

test('the rate limit answers 429 with the time to wait; polls and health are free', async () => {
  const strict = await startTestCoordinator({ env: { FRAMEFARM_RATE_LIMIT: '3' } });
  const ask = (path: string, headers: Record<string, string> = {}) =>
    strict.call<Problem>('GET', path, { headers });
  for (const left of ['2', '1', '0']) {
    const reply = await ask('/v1/assets');
    expect([reply.status, reply.headers.get('ratelimit-remaining')]).toEqual([200, left]);
  }
  const refused = await ask('/v1/assets');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit-limit')).toBe('3');
  expectProblem(refused.body);
  for (let poll = 0; poll < 10; poll++) {
    expect((await ask('/health')).status).toBe(200);
    expect((await ask(`/v1/render/${newId()}`)).status).toBe(404);
  }
  // Results of agents and uploads of customers come by URLs that were asked for.
  for (const path of ['/files/outputs/x', `/v1/assets/${newId()}/upload`])
    expect([403, 404]).toContain((await strict.call('PUT', path, { body: 'x' })).status);
  expect((await ask('/v1/assets', { 'x-api-key': 'somebody else' })).status).toBe(401);
  await strict.stop();
});

/** What strict clients read: `error` a sentence, `details` an object, nothing of Nest's own form. */
function expectProblem(body: Problem): void {
  expect(body).toEqual({
    error: expect.stringMatching(/\w.*[.)]$/),
    details: expect.objectContaining({ code: expect.any(String), requestId: expect.any(String) }),
  });
}

const status = async (path: string): Promise<number> => (await farm.call('GET', path)).status;

/** fetch does not let anyone choose the Host header. */
function callWithHost(path: string, body: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${farm.url}${path}`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** HTTP/1.0, as old probes and scripts speak it. */
async function callWithoutHost(port: number, path: string, body: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const headers = [`x-api-key: ${farm.credentials.apiKey}`, `content-length: ${body.length}`];
  socket.write([`POST ${path} HTTP/1.0`, ...headers, '', body].join('\r\n'));
  return text(socket);
}

test('a body of any depth is answered in a sentence', async () => {
  for (const path of ['/v1/auth/login', '/v1/workflows', '/v1/webhooks', '/v1/projects', '/v1/render'])
    for (const depth of [2000, 50_000]) {
      const body = `{"name":"x","config":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const headers = { 'content-type': 'application/json' };
      const reply = await farm.call<Problem>('POST', path, { body, headers });
      expect([path, depth, reply.status]).toEqual([path, depth, 400]);
      expectProblem(reply.body);
    }
});

test('a name that is cut in the middle of a letter still has an address', async () => {
  const filename = `${'a'.repeat(119)}𠀀.png`;
  const reply = await farm.call<{ assetUrl: string }>('POST', '/v1/assets/upload-url', {
    json: { filename, type: 'image' },
  });
  expect(reply.status).toBe(200);
  expect(reply.body.assetUrl).toMatch(/\.png$/);
});
