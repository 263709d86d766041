import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SCENES = join(import.meta.dirname, '../../fixtures/scenes');
const sceneFile = (name: string): unknown => JSON.parse(readFileSync(join(SCENES, name), 'utf8'));
const scene = (change: object = {}) => ({
  name: 'Test',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello', style: { fontSize: 8 } },
  ],
  ...change,
});
const withLayer = (layer: object) => scene({ layers: [...scene().layers, layer] });

interface Refusal {
  error: string;
  details: { code: string; issues: { path: string; message: string }[] };
}
interface Render {
  id: string;
  jobId: string;
  status: string;
  stage: string;
  progress: unknown;
  progressPercent: number;
  segments: { done: number; total: number; percent: number };
  url: string | null;
  downloadUrl?: string;
  outputs: unknown[];
  error: string | null;
  warnings: { code: string }[];
}

jest.setTimeout(60_000);

describe('/v1/render', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent | undefined;

  beforeAll(async () => {
    farm = await startTestCoordinator();
  });
  /** A later test's agent must not be kept busy by renders of an earlier one. */
  afterEach(async () => {
    agent?.drop();
    agent = undefined;
    const { body } = await farm.call<Render[]>('GET', '/v1/render?limit=50');
    for (const { id, status } of body)
      if (status === 'pending' || status === 'rendering') await farm.call('POST', `/v1/render/${id}/cancel`);
  });
  afterAll(() => farm.stop());

  const post = <T>(path: string, json: unknown, headers: Record<string, string> = {}) =>
    farm.call<T>('POST', path, { json, headers });
  const submit = async (videoJSON: unknown = scene()): Promise<string> => {
    const { status, body } = await post<{ jobId: string }>('/v1/render', { videoJSON });
    expect(status).toBe(200);
    return body.jobId;
  };
  const read = (id: string, headers: Record<string, string> = {}) =>
    farm.call<Render>('GET', `/v1/render/${id}`, { headers });
  const completed = async (): Promise<string> => {
    const id = await submit();
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
    const order = await eventually('the order', () => agent?.offers.find((one) => one.jobId === id));
    await agent.finish(order);
    return id;
  };

  test('a scene is taken at once, under both names of its id', async () => {
    const { status, body } = await post<Record<string, unknown>>('/v1/render', { videoJSON: scene() });
    expect(status).toBe(200);
    expect(body).toEqual({
      jobId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      id: body.jobId,
      status: 'pending',
      stage: 'pending',
    });
  });

  test('a key or a token opens the route; nothing does not', async () => {
    const call = (as: 'bearer' | 'nobody') =>
      farm.call('POST', '/v1/render', { json: { videoJSON: scene() }, as });
    expect((await call('bearer')).status).toBe(200);
    expect((await call('nobody')).status).toBe(401);
  });

  test('the composition alone renders, with the default length', async () => {
    const videoJSON = sceneFile('00-composition-only.json');
    const id = await submit(videoJSON);
    expect((await read(id)).body.segments).toEqual({ done: 0, total: 150, percent: 0 });
    const cost = await post('/v1/render/cost', { videoJSON });
    expect(cost.status).toBe(200);
    expect(cost.body).toEqual({
      cost: 0.9,
      estimatedDuration: 5,
      resolution: { width: 1920, height: 1080, label: '1920x1080' },
      fps: 30,
      tier: { tier: 'enterprise', credits_balance: 1_000_000, monthly_credits: 1_000_000 },
    });
  });

  test('the published price: 640x360 at 30 fps, 2 s, is 0.04 credits', async () => {
    expect((await post<{ cost: number }>('/v1/render/cost', { videoJSON: scene() })).body.cost).toBe(0.04);
  });

  test('29.97 fps is a whole number in the cost', async () => {
    const videoJSON = { ...scene({ layers: [{ type: 'text', text: 'x', duration: 1 }] }), fps: 29.97 };
    expect((await post<{ fps: number }>('/v1/render/cost', { videoJSON })).body.fps).toBe(30);
  });

  test('tier answers numbers', async () => {
    const { status, body } = await farm.call('GET', '/v1/render/tier');
    expect(status).toBe(200);
    expect(body).toEqual({
      tier: 'enterprise',
      credits: { balance: 1_000_000, monthly: 1_000_000, max: 1_000_000 },
    });
  });

  describe('a pending render', () => {
    test('has every field of the contract, nothing null that must not be', async () => {
      const id = await submit();
      const { body } = await read(id);
      expect(body).toMatchObject({
        id,
        jobId: id,
        status: 'pending',
        progress: 0,
        progressPercent: 0,
        segments: { done: 0, total: 60, percent: 0 },
        url: null,
        outputs: [],
        error: null,
        completedAt: null,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      expect(body).not.toHaveProperty('downloadUrl');
      expect(body).not.toHaveProperty('outputKey');
    });

    test.each([
      ['curl/8.0', 0],
      ['node', 0],
      ['OpenAPI-Generator/1.0.0/python', { done: 0, total: 60, percent: 0 }],
      ['OpenAPI-Generator%2F1.0.1%2Fcsharp', { done: 0, total: 60, percent: 0 }],
    ])('progress for %s', async (userAgent, progress) => {
      const id = await submit();
      expect((await read(id, { 'user-agent': userAgent })).body.progress).toEqual(progress);
    });

    test.each([
      ['GET', 'download'],
      ['GET', 'download-url'],
      ['POST', 'refresh-url'],
    ])('%s %s is 404 and names the status', async (method, path) => {
      const id = await submit();
      const reply = await farm.call<Refusal>(method, `/v1/render/${id}/${path}`);
      expect(reply.status).toBe(404);
      expect(reply.body.error).toContain('pending');
    });

    test('is cancelled once; then 409', async () => {
      const id = await submit();
      const first = await post(`/v1/render/${id}/cancel`, undefined);
      expect(first.status).toBe(200);
      expect(first.body).toEqual({
        success: true,
        jobId: id,
        status: 'cancelled',
        previousStatus: 'pending',
      });
      const second = await post<Refusal>(`/v1/render/${id}/cancel`, {});
      expect(second.status).toBe(409);
      expect(second.body.error).toContain('cancelled');
    });
  });

  describe('a completed render', () => {
    test('can be fetched by anyone with the link, as often as they like', async () => {
      const id = await completed();
      const { body } = await read(id);
      expect(body).toMatchObject({ status: 'completed', stage: 'completed', progress: 100, error: null });
      expect(body.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
      expect(body.downloadUrl).toBe(body.url);
      const redirect = await farm.call('GET', `/v1/render/${id}/download`, {
        headers: { accept: 'application/json' },
      });
      expect(redirect.status).toBe(302);
      const location = redirect.headers.get('location') ?? '';
      const { body: link } = await farm.call<{ downloadUrl: string; filename: string }>(
        'GET',
        `/v1/render/${id}/download-url`,
      );
      expect(link).toMatchObject({ filename: 'Test.mp4', expiresInSeconds: 3600 });
      for (const url of [location, location, link.downloadUrl, body.url ?? '']) {
        const file = await farm.call('GET', url, { as: 'nobody', headers: { 'x-api-key': 'wrong' } });
        expect(file.status).toBe(200);
        expect(file.headers.get('content-type')).toBe('video/mp4');
        expect(file.text).toContain('video of');
      }
      const attachment = await farm.call('GET', location, { as: 'nobody' });
      expect(attachment.headers.get('content-disposition')).toMatch(/^attachment;.*Test\.mp4/);
      const part = await farm.call('GET', location, { as: 'nobody', headers: { range: 'bytes=0-4' } });
      expect([part.status, part.text]).toEqual([206, 'video']);
    });

    test('refresh-url, track-bandwidth and the list know it; cancelling is 409', async () => {
      const id = await completed();
      const refreshed = await post<{ expiresInSeconds: number }>(`/v1/render/${id}/refresh-url`, undefined);
      expect(refreshed.status).toBe(200);
      expect(refreshed.body).toMatchObject({
        downloadUrl: expect.stringMatching(/^http/),
        expiresInSeconds: 3600,
      });
      expect((await post(`/v1/render/${id}/track-bandwidth`, undefined)).body).toEqual({ tracked: true });
      const { body: list } = await farm.call<Render[]>('GET', '/v1/render?limit=1', {
        headers: { 'user-agent': 'OpenAPI-Generator/1.0.0/python' },
      });
      expect(list).toHaveLength(1);
      expect(list[0]).toMatchObject({ id, jobId: id, status: 'completed', progress: 100 });
      expect(list[0]?.url).toMatch(/^http/);
      expect((await post(`/v1/render/${id}/cancel`, undefined)).status).toBe(409);
    });
  });

  describe('what is not there', () => {
    test.each([
      ['GET', ''],
      ['POST', '/cancel'],
      ['GET', '/download'],
      ['GET', '/download-url'],
      ['POST', '/refresh-url'],
      ['POST', '/track-bandwidth'],
    ])('%s /v1/render/{id}%s is 404 for foreign and for nonsense ids', async (method, path) => {
      for (const id of ['018f6b1e-7c00-7000-8000-000000000003', 'nonsense', '1']) {
        const reply = await farm.call<Refusal>(method, `/v1/render/${id}${path}`);
        expect(reply.status).toBe(404);
        expect(typeof reply.body.error).toBe('string');
      }
    });
  });

  describe('Idempotency-Key', () => {
    const headers = { 'idempotency-key': 'order-4711' };

    test('same key and body: same job; the order of members does not matter', async () => {
      const { name, layers } = scene();
      const first = await post<{ jobId: string }>('/v1/render', { videoJSON: { name, layers } }, headers);
      const again = await post<{ jobId: string }>('/v1/render', { videoJSON: { layers, name } }, headers);
      expect(again.status).toBe(200);
      expect(again.body.jobId).toBe(first.body.jobId);
    });

    test('same key, other body: 409', async () => {
      const reply = await post<Refusal>('/v1/render', { videoJSON: scene({ name: 'Other' }) }, headers);
      expect(reply.status).toBe(409);
      expect(reply.body.details.code).toBe('idempotency-key-reused');
    });

    test('longer than 128: 400', async () => {
      const long = { 'idempotency-key': 'k'.repeat(129) };
      expect((await post('/v1/render', { videoJSON: scene() }, long)).status).toBe(400);
    });
  });

  describe('bad input', () => {
    test('every problem at once, with path and layer number; the first is the sentence', async () => {
      const videoJSON = {
        name: '',
        layers: [
          { type: 'composition', width: 8, fps: 30 },
          { type: 'txet', text: 'x' },
          { type: 'image' },
          { type: 'text', text: 'x', start: 'soon', effects: [{ effect: 'blom' }] },
        ],
      };
      const { status, body } = await post<Refusal>('/v1/render', { videoJSON, webhookUrl: 'ftp://x' });
      expect(status).toBe(400);
      expect(body.details.issues.map(({ path }) => path)).toEqual([
        'webhookUrl',
        'name',
        'layers[0].width',
        'layers[1].type',
        'layers[2].src',
        'layers[3].start',
        'layers[3].effects[0].effect',
      ]);
      expect(body.error).toContain('webhookUrl');
      expect(body.error).toContain('(and 6 more)');
      expect(body.details.issues[3]?.message).toContain('did you mean "text"?');
      expect(body.details.issues[4]?.message).toMatch(/^layer 3 \(image\)/);
      expect(body.details.issues[6]?.message).toContain('did you mean "bloom"?');
      expect((await post('/v1/render/cost', { videoJSON })).status).toBe(400);
    });

    test.each([
      ['no body', undefined],
      ['no videoJSON', {}],
      ['the document itself', scene()],
      ['a list', { videoJSON: [1] }],
      ['a text', { videoJSON: 'x' }],
      ['a NUL character', { videoJSON: scene({ note: 'a\0b' }) }],
      ['half a character', { videoJSON: scene({ note: '\ud800' }) }],
    ])('%s: 400 with a sentence', async (_, json) => {
      const { status, body } = await post<Refusal>('/v1/render', json);
      expect(status).toBe(400);
      expect(body.error).toMatch(/\w.*[.)]$/);
      expect(body.details.issues.length).toBeGreaterThan(0);
    });

    test('a document nested without end: 400', async () => {
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      const body = `{"videoJSON":{"name":"x","layers":[{"type":"text","text":"x","note":${deep}}]}}`;
      const reply = await farm.call<Refusal>('POST', '/v1/render', {
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('nested deeper');
    });

    test('a destination without an integration: 400', async () => {
      const reply = await post<Refusal>('/v1/render', { videoJSON: sceneFile('00-guide-destinations.json') });
      expect(reply.status).toBe(400);
      expect(reply.body.details.issues[0]?.path).toBe('destinations[0].integrationId');
    });

    test.each([
      'http://127.0.0.1/x.mp4',
      'http://0x7f.1/x.mp4',
      'http://[::1]/x.mp4',
      'http://10.1.2.3/x.mp4',
      'http://localhost:9/x.mp4',
      'file:///etc/passwd',
      'blob:https://x/1',
      '/etc/passwd',
    ])('the source %s is refused', async (src) => {
      const { status, body } = await post<Refusal>('/v1/render', {
        videoJSON: withLayer({ type: 'image', src }),
      });
      expect(status).toBe(400);
      expect(body.details.issues[0]?.path).toBe('layers[2].src');
    });

    test('1 MB with 50 layers is taken; 10 MB is 413', async () => {
      const layers = [
        scene().layers[0],
        ...Array.from({ length: 49 }, (_, i) => ({
          type: 'text',
          text: `${i} ${'x'.repeat(19_900)}`,
          start: 0,
          duration: 1,
        })),
      ];
      await submit(scene({ layers, note: 'y'.repeat(60_000) }));
      const big = await post('/v1/render', { videoJSON: scene({ note: 'y'.repeat(10 * 1024 * 1024) }) });
      expect(big.status).toBe(413);
    });
  });

  describe('assets', () => {
    const upload = async (name: string, type: string, body: Buffer): Promise<string> => {
      const { body: given } = await post<{ uploadUrl: string; assetUrl: string; path: string }>(
        '/v1/assets/upload-url',
        { name, type, sizeBytes: body.length },
      );
      await farm.call('PUT', given.uploadUrl, { body: new Uint8Array(body), as: 'nobody' });
      await post('/v1/assets', { name, type, storageKey: given.path });
      return given.assetUrl;
    };

    test('an own assetUrl becomes an asset; one of nobody is refused', async () => {
      const assetUrl = await upload('photo.png', 'image', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
      agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
      const id = await submit(withLayer({ type: 'image', src: assetUrl }));
      const order = await eventually('the order', () => agent?.offers.find((one) => one.jobId === id));
      expect(Object.values(order.kind === 'whole' ? order.scene.sources : {})).toEqual([
        { type: 'asset', assetId: assetUrl.split('/').at(-2), name: 'photo.png' },
      ]);
      const foreign = assetUrl.replace(/[0-9a-f]{12}\/photo/, '000000000000/photo');
      const reply = await post<Refusal>('/v1/render', {
        videoJSON: withLayer({ type: 'image', src: foreign }),
      });
      expect(reply.status).toBe(400);
      expect(reply.body.error).toContain('no uploaded asset of this workspace');
    });
  });
});
