import { randomUUID } from 'node:crypto';
import {
  startTestCoordinator,
  type CallOptions,
  type Reply,
  type TestCoordinator,
} from '../../setup/coordinator.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { MODELS } from '../../clients/models/index.js';
import { shapeProblems, VENDOR } from './vendor-shapes.js';

/**
 * The vendor's whole API in one story, as its clients call it: every operation once, with the exact status and every
 * field that the strict clients read. Operations that the vendor answers without JSON are looked at by hand.
 */
describe('every operation of /v1', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  const seen = new Set<string>();

  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.0/8' } });
    const slots = [{ engine: 'cpu' as const, count: 8 }];
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots });
  }, 60_000);
  afterAll(async () => {
    agent.drop();
    await farm.stop();
  });

  /** Calls `operation` ("GET /v1/projects/{id}") with its parameters filled in, and judges the answer. */
  async function call<T = Record<string, unknown>>(
    operation: string,
    parameters: Record<string, string> = {},
    options: CallOptions & { query?: string } = {},
  ): Promise<Reply<T>> {
    const recorded = VENDOR[operation];
    if (!recorded) throw new Error(`nothing recorded for ${operation}`);
    const [method = '', pattern = ''] = operation.split(' ');
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
    const reply = await farm.call<T>(method, `${path}${options.query ?? ''}`, { as: 'bearer', ...options });
    expect([operation, reply.status, reply.text.slice(0, 300)]).toEqual([
      operation,
      recorded.status,
      reply.text.slice(0, 300),
    ]);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect([operation, shapeProblems(reply.body, recorded.body)]).toEqual([operation, []]);
    const strict = MODELS[operation]?.safeParse(reply.body);
    expect([
      operation,
      strict?.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [],
    ]).toEqual([operation, []]);
    seen.add(operation);
    return reply;
  }

  const scene = (name = 'story') => ({
    name,
    layers: [{ type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 }],
  });

  async function completed(jobId: string): Promise<void> {
    const order = await eventually('its order', () => agent.offers.find((one) => one.jobId === jobId));
    await agent.finish(order);
  }

  test('health', async () => {
    await call('GET /health', {}, { as: 'nobody' });
    await call('GET /health/detailed', {}, { as: 'key' });
  });

  test('API keys', async () => {
    const made = await call<{ id: string; key: string; apiKey: string }>(
      'POST /v1/api-keys',
      {},
      { json: { name: 'ci' } },
    );
    expect(made.body.apiKey).toMatch(/^vf_live_/);
    expect(made.body.key).toBe(made.body.apiKey);
    await call('GET /v1/api-keys');
    await call('DELETE /v1/api-keys/{id}', { id: made.body.id });
  });

  test('projects, renders and renditions', async () => {
    const made = await call<{ project: { id: string } }>(
      'POST /v1/projects',
      {},
      { json: { name: 'p', video_json: scene(), duration: 5, width: 1920, height: 1080 } },
    );
    const { id } = made.body.project;
    const { body } = await call<{ jobId: string }>(
      'POST /v1/render',
      {},
      { as: 'key', json: { videoJSON: scene(), projectId: id } },
    );
    await call('POST /v1/render/cost', {}, { as: 'key', json: { videoJSON: scene() } });
    await call('GET /v1/render/tier', {}, { as: 'key' });
    await completed(body.jobId);
    const job = { id: body.jobId };
    await call('GET /v1/render', {}, { as: 'key' });
    await call('GET /v1/render/{id}', job, { as: 'key' });
    await call('GET /v1/render/{id}/download-url', job, { as: 'key' });
    await call('POST /v1/render/{id}/refresh-url', job, { as: 'key' });
    await call('POST /v1/render/{id}/track-bandwidth', job, { as: 'key' });
    const redirect = await farm.call('GET', `/v1/render/${job.id}/download`);
    expect(redirect.status).toBe(302);
    await call('GET /v1/projects');
    await call('GET /v1/projects/stats');
    const one = await call<{ lastRendition: { job_id: string } }>('GET /v1/projects/{id}', { id });
    expect(one.body.lastRendition.job_id).toBe(job.id);
    await call('PUT /v1/projects/{id}', { id }, { json: { name: 'q' } });
    await call('PATCH /v1/projects/{id}', { id }, { json: { description: null } });
    const copy = await call<{ project: { id: string } }>('POST /v1/projects/{id}/duplicate', { id });
    await call('POST /v1/projects/batch-delete', {}, { json: { ids: [copy.body.project.id] } });
    await call('GET /v1/renditions');
    await call('GET /v1/renditions/stats');
    await call('GET /v1/renditions/{id}', job);
    const waiting = async () =>
      (await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON: scene('second') } }))
        .body.jobId;
    await call('POST /v1/render/{id}/cancel', { id: await waiting() }, { as: 'key' });
    const cancelled = await waiting();
    await call('POST /v1/renditions/{id}/cancel', { id: cancelled }, { as: 'key' });
    await call('POST /v1/renditions/batch-delete', {}, { json: { ids: [cancelled] } });
    await call('DELETE /v1/renditions/{id}', job);
    await call('DELETE /v1/projects/{id}', { id });
  });

  test('assets', async () => {
    const bytes = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const upload = async () => {
      const asked = await call<{ uploadUrl: string; assetId: string; path: string }>(
        'POST /v1/assets/upload-url',
        {},
        { json: { filename: 'dot.png', contentType: 'image/png', type: 'image' } },
      );
      const put = await fetch(asked.body.uploadUrl, {
        method: 'POST',
        body: new Uint8Array(bytes),
        headers: { 'content-type': 'image/png' },
      });
      expect([put.status, await put.json()]).toEqual([200, { success: true }]);
      seen.add('POST /v1/assets/{assetId}/upload');
      return asked.body;
    };
    const asked = await upload();
    await call(
      'POST /v1/assets',
      {},
      {
        json: {
          id: asked.assetId,
          name: 'dot.png',
          type: 'image',
          contentType: 'image/png',
          size: bytes.length,
          storage_key: asked.path,
        },
      },
    );
    const asset = { id: asked.assetId };
    await call('GET /v1/assets');
    await call('GET /v1/assets/{id}', asset);
    await call('GET /v1/assets/{id}/signed-url', asset);
    const proxied = await farm.call('GET', `/v1/assets/${asset.id}/proxy`, { as: 'bearer' });
    expect([proxied.status, proxied.headers.get('content-type')]).toEqual([200, 'image/png']);
    const second = await upload();
    await call('POST /v1/assets/batch-delete', {}, { json: { ids: [second.assetId] } });
    await call('DELETE /v1/assets/{id}', asset);
  });

  test('integrations and the legacy destination', async () => {
    const r2 = {
      provider: 'r2',
      name: 'Marketing R2',
      isDefault: true,
      config: {
        endpoint: 'https://acc.r2.cloudflarestorage.com',
        region: 'auto',
        bucket: 'b',
        accessKeyId: 'AK',
        secretAccessKey: 'hush-hush',
        publicUrl: 'https://cdn.example.com',
        pathPrefix: 'renders/',
      },
    };
    const made = await call<{ integration: { id: string } }>('POST /v1/integrations', {}, { json: r2 });
    const { id } = made.body.integration;
    const listed = await call('GET /v1/integrations');
    expect(listed.text).not.toContain('hush-hush');
    await call('PUT /v1/integrations/{id}', { id }, { json: { name: 'Other' } });
    await call('GET /v1/destination');
    await call(
      'PUT /v1/destination',
      {},
      {
        json: {
          provider: 'r2',
          endpoint: 'https://acc.r2.cloudflarestorage.com',
          bucket: 'c',
          accessKeyId: 'AK',
          secretAccessKey: 'hush-hush',
        },
      },
    );
    // Nothing answers at that address here: the answer is still 200, with the reason.
    const endpoint = 'http://127.0.0.1:9';
    const unreachable = { provider: 's3', endpoint, bucket: 'c', accessKeyId: 'AK', secretAccessKey: 'x' };
    const tried = await call<{ success: boolean; error: string }>(
      'POST /v1/destination/test',
      {},
      { json: unreachable },
    );
    expect(tried.body.success).toBe(false);
    await call(
      'PUT /v1/integrations/{id}',
      { id },
      {
        json: { provider: 's3', config: { endpoint, bucket: 'c', accessKeyId: 'AK', secretAccessKey: 'x' } },
      },
    );
    await call('POST /v1/integrations/{id}/test', { id });
    await call('DELETE /v1/destination');
    const again = await call<{ integration: { id: string } }>('POST /v1/integrations', {}, { json: r2 });
    await call('DELETE /v1/integrations/{id}', { id: again.body.integration.id });
  });

  test('webhooks', async () => {
    const made = await call<{ id: string }>(
      'POST /v1/webhooks',
      {},
      { as: 'key', json: { url: 'https://example.com/h' } },
    );
    await call('GET /v1/webhooks', {}, { as: 'key' });
    await call('DELETE /v1/webhooks/{id}', { id: made.body.id }, { as: 'key' });
  });

  test('templates', async () => {
    const list = await call<{ templates: { id: string }[] }>('GET /v1/templates', {}, { as: 'nobody' });
    expect(list.body.templates.length).toBeGreaterThanOrEqual(12);
    const id = list.body.templates[0]?.id ?? '';
    await call('GET /v1/templates/{id}', { id }, { as: 'nobody' });
    await call('POST /v1/templates/{id}/render', { id }, { as: 'key', json: { variables: {} } });
  });

  test('tools', async () => {
    const asked = { inputUrl: 'https://example.com/clip.mp4', config: { startTime: 0, endTime: 1 } };
    const made = await call<{ jobId: string }>(
      'POST /v1/tools/{toolId}/jobs',
      { toolId: 'trim-video' },
      { as: 'key', json: asked },
    );
    const order = await eventually('the tool order', () =>
      agent.offers.find((one) => one.jobId === made.body.jobId),
    );
    await agent.finish(order);
    await call('GET /v1/tools/jobs/{id}', { id: made.body.jobId }, { as: 'key' });
    const redirect = await farm.call('GET', `/v1/tools/jobs/${made.body.jobId}/download`);
    expect(redirect.status).toBe(302);
  });

  test('workflows', async () => {
    await call('GET /v1/workflows/step-types', {}, { as: 'key' });
    const presets = await call<{ presets: { id: string }[] }>('GET /v1/workflows/presets', {}, { as: 'key' });
    await call('GET /v1/workflows/presets/{id}', { id: presets.body.presets[0]?.id ?? '' }, { as: 'key' });
    const definition = {
      version: 1,
      variables: { title: { type: 'string', label: 'Title', default: 'x' } },
      steps: [
        { type: 'review', name: 'look', config: { editableVariables: ['title'] } },
        { type: 'render_videojson', name: 'render', maxRetries: 0, config: { videoJSON: scene('flow') } },
      ],
    };
    const made = await call<{ workflow: { id: string } }>(
      'POST /v1/workflows',
      {},
      { as: 'key', json: { name: 'w', definition } },
    );
    const { id } = made.body.workflow;
    await call('GET /v1/workflows', {}, { as: 'key' });
    await call('GET /v1/workflows/{id}', { id }, { as: 'key' });
    await call('PUT /v1/workflows/{id}', { id }, { as: 'key', json: { description: 'd' } });
    interface Run {
      run: { id: string; status: string };
      steps: { id: string; status: string }[];
    }
    const run = async () =>
      (await call<Run>('POST /v1/workflows/{id}/run', { id }, { as: 'key', json: {} })).body.run.id;
    const look = (runId: string) => farm.call<Run>('GET', `/v1/workflows/runs/${runId}`);
    const waiting = async (runId: string) =>
      eventually('the review', async () =>
        (await look(runId)).body.steps.find((step) => step.status === 'waiting'),
      );
    const first = await run();
    const review = await waiting(first);
    await call('GET /v1/workflows/runs/{runId}', { runId: first }, { as: 'key' });
    await call('GET /v1/workflows/{id}/runs', { id }, { as: 'key' });
    await call(
      'POST /v1/workflows/runs/{runId}/steps/{stepId}/review',
      { runId: first, stepId: review.id },
      { as: 'key', json: { action: 'approve' } },
    );
    const order = await eventually('its render', () =>
      agent.offers.find((one) => one.kind === 'whole' && one.scene.name === 'flow'),
    );
    await agent.fail(order, 'invalid-scene', 'It broke.');
    const failed = await eventually('the failed step', async () =>
      (await look(first)).body.steps.find((step) => step.status === 'failed'),
    );
    await call(
      'POST /v1/workflows/runs/{runId}/steps/{stepId}/retry',
      { runId: first, stepId: failed.id },
      { as: 'key' },
    );
    await call('POST /v1/workflows/runs/{runId}/cancel', { runId: first }, { as: 'key' });
    await call('POST /v1/workflows/runs/{runId}/retry', { runId: first }, { as: 'key' });
    const second = await run();
    const skipped = await waiting(second);
    await call(
      'POST /v1/workflows/runs/{runId}/steps/{stepId}/skip',
      { runId: second, stepId: skipped.id },
      { as: 'key' },
    );
    await call('DELETE /v1/workflows/{id}', { id }, { as: 'key' });
  });

  test('billing, on a farm of one’s own', async () => {
    await call('GET /billing/prices', {}, { as: 'nobody' });
    await call('POST /billing/checkout', {}, { json: { productId: 'x' } });
    await call('GET /billing/invoices');
    await call('GET /billing/subscription');
    await call('GET /billing/credits');
    await call('GET /billing/usage');
    const ended = await farm.call('POST', '/billing/cancel', { as: 'bearer' });
    expect([200, 400]).toContain(ended.status);
    seen.add('POST /billing/cancel');
  });

  test('nothing that the vendor has was left out', () => {
    expect(Object.keys(VENDOR).filter((operation) => !seen.has(operation))).toEqual([]);
  });

  test('ids of nobody are 404 everywhere', async () => {
    const id = randomUUID();
    for (const operation of Object.keys(VENDOR)) {
      const [method = '', pattern = ''] = operation.split(' ');
      if (!/\{(id|runId|assetId)\}/.test(pattern)) continue;
      const reply = await farm.call(method, pattern.replace(/\{\w+\}/g, id), {
        as: 'bearer',
        json: method === 'GET' ? undefined : (BODIES[operation] ?? {}),
      });
      expect([operation, reply.status]).toEqual([operation, 404]);
    }
  });
});

/** Bodies without which a request is refused before its id is looked up. */
const BODIES: Record<string, unknown> = {
  'POST /v1/workflows/runs/{runId}/steps/{stepId}/review': { action: 'approve' },
};
