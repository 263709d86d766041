import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lookup } from './address-guard.js';
import { AssetCache, Downloader, guardedAgent, parseAllowList, SourceError } from './index.js';

/** A name server under the test's hand: each name answers its lists of addresses one after another. */
function nameServer(names: Record<string, string[][]>): Lookup {
  const asked: Record<string, number> = {};
  return (hostname, _options, callback) => {
    const answers = names[hostname];
    if (!answers)
      return callback(Object.assign(new Error(`no such name ${hostname}`), { code: 'ENOTFOUND' }), []);
    const turn = (asked[hostname] = (asked[hostname] ?? 0) + 1);
    const addresses = answers[Math.min(turn, answers.length) - 1] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

let folder: string;
let server: Server;
let port: number;
let hits: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-'));
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    const to = /^\/to\/(.*)$/.exec(request.url ?? '')?.[1];
    if (to) return void response.writeHead(302, { location: decodeURIComponent(to) }).end();
    if (request.url === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
    if (request.url === '/missing') return void response.writeHead(404).end();
    if (request.url === '/etag') {
      const known = request.headers['if-none-match'] === '"v1"';
      return void response.writeHead(known ? 304 : 200, { etag: '"v1"' }).end(known ? undefined : 'tagged');
    }
    response.end('the body');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => (hits = []));

async function fetchIt(
  url: string,
  options: { allow?: string[]; names?: Record<string, string[][]>; maxBytes?: number } = {},
) {
  const allow = parseAllowList(options.allow ?? []);
  const cache = new AssetCache(join(folder, 'cache'), 1e9);
  await cache.open();
  const door = guardedAgent({ allow, lookup: nameServer(options.names ?? {}), retries: 0 });
  const downloader = new Downloader(cache, door, allow);
  const limits = { maxBytes: options.maxBytes ?? 1e6, timeMs: 10_000, signal: new AbortController().signal };
  const file = await downloader.fromUrl(url.replaceAll('PORT', String(port)), limits);
  return readFile(file.path, 'utf8');
}
const failure = (promise: Promise<unknown>): Promise<SourceError> =>
  promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: SourceError) => error,
  );

describe('hostile addresses are refused before a byte is sent', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost.:PORT/',
    'http://127.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://2130706433:PORT/',
    'http://017700000001:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://127.255.255.254:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:0:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fd00::1]:PORT/',
    'http://[fc00::1]:PORT/',
    'http://[ff02::1]:PORT/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://192.0.2.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://240.0.0.1/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://user:pass@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT\\@example.com/',
  ])('%s', async (url) => {
    const error = await failure(fetchIt(url, { names: { 'localhost.': [['127.0.0.1']] } }));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.code).toBe('source-refused');
    expect(error.message).toContain('not on the public internet');
    expect(hits).toEqual([]);
  });

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/x',
    'gopher://127.0.0.1/',
    'javascript:alert(1)',
    'not a url',
    '//example.com/x',
  ])('%s is no address of the web', async (url) =>
    expect((await failure(fetchIt(url))).code).toBe('source-refused'),
  );
});

describe('names', () => {
  test.each([
    ['one private address', [['10.1.2.3']]],
    ['a public and a private one', [['93.184.215.14', '127.0.0.1']]],
    ['loopback in IPv6', [['::1']]],
    ['IPv4 inside IPv6', [['::ffff:192.168.0.1']]],
    ['the metadata service', [['169.254.169.254']]],
    ['NAT64', [['64:ff9b::a9fe:a9fe']]],
  ])('that resolve to %s are refused', async (_, addresses) => {
    const error = await failure(fetchIt('http://evil.test:PORT/', { names: { 'evil.test': addresses } }));
    expect(error.code).toBe('source-refused');
    expect(error.message).toContain('evil.test leads to');
    expect(hits).toEqual([]);
  });

  test('rebinding: the answer that is judged is the answer that is dialled', async () => {
    // Public when first asked, loopback ever after: a check before the connection would be fooled.
    const names = {
      'rebind.test': [['127.0.0.1'], ['127.0.0.1']],
      'first.test': [['127.0.0.1'], ['10.0.0.1']],
    };
    expect((await failure(fetchIt('http://rebind.test:PORT/', { names }))).code).toBe('source-refused');
    const allow = parseAllowList(['127.0.0.1']);
    const cache = new AssetCache(join(folder, 'rebind'), 1e9);
    await cache.open();
    const door = guardedAgent({ allow, lookup: nameServer(names), retries: 0 });
    const downloader = new Downloader(cache, door, allow);
    const limits = { maxBytes: 1e6, timeMs: 10_000, signal: new AbortController().signal };
    await downloader.fromUrl(`http://first.test:${port}/a`, limits);
    // A new connection asks again and is judged again.
    server.closeAllConnections();
    const error = await failure(downloader.fromUrl(`http://first.test:${port}/b`, limits));
    expect(error.message).toContain('first.test leads to 10.0.0.1');
    expect(hits).toEqual(['/a']);
  });

  test('a name that does not exist is the customer’s mistake', async () => {
    expect(await failure(fetchIt('http://nowhere.test/'))).toMatchObject({ code: 'source-not-found' });
  });
});

describe('redirects', () => {
  const allow = ['opened.test'];
  const names = { 'opened.test': [['127.0.0.1']], 'inside.test': [['10.0.0.9']] };
  test.each([
    'http://127.0.0.1:PORT/',
    'http://[::1]/',
    'http://inside.test/',
    'file:///etc/passwd',
    'http://169.254.169.254/',
  ])('to %s are refused', async (target) => {
    const to = encodeURIComponent(target.replace('PORT', String(port)));
    const error = await failure(fetchIt(`http://opened.test:PORT/to/${to}`, { allow, names }));
    expect(error.code).toBe('source-refused');
    expect(hits).toHaveLength(1);
  });
  test('without end are cut off', async () => {
    expect((await failure(fetchIt('http://opened.test:PORT/loop', { allow, names }))).message).toContain(
      'more than 5',
    );
    expect(hits).toHaveLength(6);
  });
  test('to an allowed place are followed', async () =>
    expect(await fetchIt('http://opened.test:PORT/to/%2Fok', { allow, names })).toBe('the body'));
});

describe('what an operator opens', () => {
  test.each([[['127.0.0.0/8']], [['127.0.0.1']]])('%j by address', async (allow) =>
    expect(await fetchIt('http://127.0.0.1:PORT/', { allow })).toBe('the body'),
  );
  test('a range does not open another', async () =>
    expect((await failure(fetchIt('http://127.0.0.1:PORT/', { allow: ['10.0.0.0/8'] }))).code).toBe(
      'source-refused',
    ));
  test('subdomains by *.', async () =>
    expect(
      await fetchIt('http://a.lan.test:PORT/', {
        allow: ['*.lan.test'],
        names: { 'a.lan.test': [['127.0.0.1']] },
      }),
    ).toBe('the body'));
});

describe('limits and sentences', () => {
  const allow = ['127.0.0.1'];
  test('too large', async () =>
    expect(await failure(fetchIt('http://127.0.0.1:PORT/', { allow, maxBytes: 3 }))).toMatchObject({
      code: 'source-too-large',
    }));
  test('not there', async () =>
    expect(await failure(fetchIt('http://127.0.0.1:PORT/missing', { allow }))).toMatchObject({
      code: 'source-not-found',
      message: 'is not there: its server answered 404',
    }));
  test('an unchanged file is not fetched twice', async () => {
    expect(await fetchIt('http://127.0.0.1:PORT/etag', { allow })).toBe('tagged');
    expect(await fetchIt('http://127.0.0.1:PORT/etag', { allow })).toBe('tagged');
    expect(hits).toEqual(['/etag', '/etag']);
  });
});
