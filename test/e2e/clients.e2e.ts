import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedClient, type Flavour } from '../clients/generated-client.js';
import { NodeClient, verifyWebhook } from '../clients/node-client.js';
import { FakeReceiver } from '../fakes/fake-receiver.js';
import { SAMPLES } from '../setup/samples.js';
import { FarmDaemons, until } from './farm-daemons.js';

jest.setTimeout(120_000);

const KEY = 'test-key';
const TOKEN = 'test-token';
const scene = (layers: object[] = []) => ({
  name: 'E2E',
  layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 }, ...layers],
});

/** The vendor's clients as they speak, against real daemons that were told their usual test credentials. */
describe('clients that only know another base URL', () => {
  let farm: FarmDaemons;
  let receiver: FakeReceiver;
  let node: NodeClient;

  beforeAll(async () => {
    receiver = await FakeReceiver.open();
    farm = await FarmDaemons.start({
      FRAMEFARM_BOOTSTRAP_API_KEY: KEY,
      FRAMEFARM_BOOTSTRAP_TOKEN: TOKEN,
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.0/8',
    });
    node = new NodeClient(`${farm.url}/`, { apiKey: KEY, bearerToken: TOKEN });
  });
  afterAll(async () => {
    await farm.stop();
    await receiver.close();
  });

  const fetched = async (url = ''): Promise<Buffer> => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  const isFilm = (bytes: Buffer): boolean => bytes.subarray(4, 8).toString() === 'ftyp';

  test('Node: render, and a webhook that its verifier takes', async () => {
    const subscription = await node.call<{ id: string; secret: string }>('POST', '/v1/webhooks', {
      url: receiver.url('/hook'),
    });
    const rendered = await node.render(scene());
    expect(rendered.status).toBe('completed');
    expect(isFilm(await fetched(rendered.downloadUrl))).toBe(true);
    const [sent] = await until('the webhook', () =>
      receiver.at('/hook').length > 0 ? receiver.at('/hook') : undefined,
    );
    expect(sent?.payload).toMatchObject({ event: 'render.completed', id: rendered.jobId, progress: 100 });
    expect(
      verifyWebhook(sent?.body ?? '', String(sent?.headers['x-ilve-signature']), subscription.secret),
    ).toBe(true);
    await node.call('DELETE', `/v1/webhooks/${subscription.id}`);
  });

  test('Node: a template, an upload, a layer of it, and a tool on it', async () => {
    const [template] = (await node.call<{ templates: { id: string }[] }>('GET', '/v1/templates')).templates;
    expect(template).toBeDefined();
    const bytes = readFileSync(join(SAMPLES, 'counter.mp4'));
    const asset = await node.uploadAsset('counter.mp4', 'video', 'video/mp4', bytes);
    const { signedUrl } = await node.call<{ signedUrl: string }>('GET', `/v1/assets/${asset.id}/signed-url`);
    expect((await fetched(signedUrl)).equals(bytes)).toBe(true);
    expect(
      (await node.render(scene([{ type: 'video', src: asset.asset_url, start: 0, duration: 1 }]))).status,
    ).toBe('completed');
    const muted = await node.processTool('mute-video', asset.asset_url, {});
    expect(muted).toMatchObject({ status: 'completed' });
    expect(isFilm(await fetched(muted.url))).toBe(true);
  });

  test('Node: errors are sentences', async () => {
    await expect(node.render({ name: 'x', layers: [] })).rejects.toThrow(/layers/);
    await expect(node.call('GET', '/v1/render/nobody')).rejects.toThrow(/nobody/);
  });

  test('CLI: render -o asks three times and the last time without credentials', async () => {
    const { jobId } = await node.render(scene());
    const first = await fetch(`${farm.url}/v1/render/${jobId}/download`, { headers: { 'x-api-key': KEY } });
    expect([first.status, first.redirected]).toEqual([200, true]);
    await first.body?.cancel();
    expect(isFilm(await fetched(first.url))).toBe(true);
    const wrong = await fetch(first.url, {
      headers: { 'x-api-key': 'wrong', authorization: 'Bearer wrong' },
    });
    expect(wrong.status).toBe(200);
    expect(wrong.headers.get('content-type')).toBe('video/mp4');
    expect(wrong.headers.get('content-disposition')).toContain('attachment');
    const part = await fetch(first.url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const estimate = await node.call<{ cost: number; resolution: { label: string } }>(
      'POST',
      '/v1/render/cost',
      {
        videoJSON: {
          name: 'x',
          layers: [{ type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 }],
        },
      },
    );
    expect([estimate.cost, estimate.resolution.label]).toEqual([0.04, '640x360']);
  });

  test.each<Flavour>(['python', 'ruby', 'csharp'])(
    'generated SDK (%s): render, projects, keys, assets',
    async (flavour) => {
      const sdk = new GeneratedClient(farm.url, flavour, { apiKey: KEY, bearerToken: TOKEN });
      await sdk.call('GET /health');
      await sdk.call('GET /v1/templates');
      const queued = await sdk.call<{ jobId: string }>('POST /v1/render', {}, { videoJSON: scene() });
      const id = queued.jobId;
      interface Seen {
        status: string;
        progress: { percent: number };
      }
      const done = await until('the render', async () => {
        const seen = await sdk.call<Seen>('GET /v1/render/{id}', { id });
        return seen.status === 'completed' ? seen : undefined;
      });
      expect(done.progress.percent).toBe(100);
      await sdk.call('POST /v1/render/{id}/refresh-url', { id });
      await sdk.call('GET /v1/render');
      await sdk.call('GET /v1/renditions/{id}', { id });
      const { project } = await sdk.call<{ project: { id: string } }>('POST /v1/projects', {}, { name: 'p' });
      await sdk.call('PATCH /v1/projects/{id}', { id: project.id }, { duration: 5 });
      await sdk.call('DELETE /v1/projects/{id}', { id: project.id });
      await sdk.call('POST /v1/api-keys', {}, { name: flavour });
      const asked = await sdk.call<{ assetId: string; path: string }>(
        'POST /v1/assets/upload-url',
        {},
        { filename: 'a.mp4', type: 'video' },
      );
      await sdk.uploadAsset(asked.assetId, 'a.mp4', readFileSync(join(SAMPLES, 'counter.mp4')));
      await sdk.call(
        'POST /v1/assets',
        {},
        { id: asked.assetId, name: 'a.mp4', type: 'video', storage_key: asked.path },
      );
      await sdk.call('GET /v1/assets/{id}', { id: asked.assetId });
    },
  );

  test('a Ruby client with an API key alone: its empty Bearer counts as none', async () => {
    const ruby = new GeneratedClient(farm.url, 'ruby', { apiKey: KEY });
    await ruby.call('GET /v1/render');
    const { jobId } = await ruby.call<{ jobId: string }>('POST /v1/render', {}, { videoJSON: scene() });
    await ruby.call('POST /v1/render/{id}/cancel', { id: jobId });
  });

  test('MCP and LlamaIndex: number progress, the download address by three ways', async () => {
    const { jobId } = await node.render(scene());
    const seen = await node.call<{
      progress: unknown;
      progressPercent: number;
      downloadUrl: string;
      url: string;
    }>('GET', `/v1/render/${jobId}`);
    expect([seen.progress, seen.progressPercent]).toEqual([100, 100]);
    const { downloadUrl, filename } = await node.call<{ downloadUrl: string; filename: string }>(
      'GET',
      `/v1/render/${jobId}/download-url`,
    );
    expect(filename).toBe('E2E.mp4');
    for (const url of [seen.url, seen.downloadUrl, downloadUrl])
      expect(isFilm(await fetched(url))).toBe(true);
  });
});
