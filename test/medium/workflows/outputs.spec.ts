import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { DataSource } from 'typeorm';
import { IntegrationsService } from '../../../coordinator/src/destinations/index.js';
import type { OrderOf } from '../../../shared/src/wire/index.js';
import { eventually, FakeAgent, refOf } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { Customer } from './support.js';

jest.setTimeout(40_000);

describe('template, tool and destination in a workflow', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let storage: S3rver;
  let folder: string;
  let integrationId: string;
  let customer: Customer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framefarm-s3-'));
    storage = new S3rver({
      port: 0,
      address: '127.0.0.1',
      directory: folder,
      silent: true,
      configureBuckets: [{ name: 'films' }],
    });
    const { port } = await storage.run();
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.0/8' } });
    customer = new Customer(farm);
    const slots = [
      { engine: 'cpu' as const, count: 4 },
      { engine: 'io' as const, count: 4 },
    ];
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots });
    const config = {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'films',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      publicUrl: 'https://cdn.example.com',
    };
    const wanted = { provider: 's3' as const, name: 'films', config };
    integrationId = (await farm.app.get(IntegrationsService).create(farm.credentials.workspaceId, wanted)).id;
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  const seen = new Set<string>();
  /** The next order of this kind. */
  async function order<K extends 'whole' | 'tool' | 'deliver'>(kind: K): Promise<OrderOf<K>> {
    const found = await eventually(`${kind} order`, () =>
      agent.offers.find((one): one is OrderOf<K> => one.kind === kind && !seen.has(one.attemptId)),
    );
    seen.add((found as { attemptId: string }).attemptId);
    return found;
  }

  async function deliver(sent: OrderOf<'deliver'>): Promise<void> {
    const bytes = await (await fetch(new URL(sent.inputs[0]?.grant?.url ?? '', farm.url))).text();
    const { fileName, sizeBytes, contentType } = sent.file;
    const files = [{ role: 'master' as const, fileName, sizeBytes, contentType }];
    const ack = await agent.ask('grants.upload', { ...refOf(sent), files });
    const grant = ack.ok ? ack.grants[0]?.grant : undefined;
    if (grant?.kind !== 'put-url') throw new Error('no grant of one PUT');
    await fetch(grant.url, { method: 'PUT', body: bytes, headers: grant.headers });
    await agent.ask('attempt.done', { ...refOf(sent), result: { kind: 'deliver', receipt: {} } });
  }

  test('a template is rendered, made mute and delivered; a retry sends the same output again', async () => {
    const runId = await customer.run(
      [
        { type: 'render_template', config: { templateId: 'title-card' } },
        { type: 'apply_tool', config: { toolId: 'mute-video' } },
        { type: 'send_to_destination', maxRetries: 1, config: { integrationId, pathPrefix: 'flows' } },
      ],
      { title: { type: 'string', default: 'A title' }, other: { type: 'string', default: 'x' } },
    );
    const whole = await order('whole');
    expect(JSON.stringify(whole.scene)).toContain('A title');
    await agent.finish(whole);

    const tool = await order('tool');
    const rendered = (await customer.look(runId)).steps[0];
    expect(rendered).toMatchObject({ status: 'completed', renditionId: whole.jobId });
    const input = await fetch(new URL(tool.inputs[0]?.grant?.url ?? '', farm.url));
    expect(await input.text()).toBe(`video of ${whole.attemptId}`);
    await agent.finish(tool);

    const first = await order('deliver');
    await agent.fail(first, 'destination-refused', 'The bucket said no.');
    await customer.untilStep(runId, 2, ({ retryCount }) => retryCount === 1);
    await farm.app.get(DataSource).query(
      `WITH s AS (UPDATE workflow_run_steps SET not_before = now() - interval '1 s' WHERE run_id = $1)
       UPDATE workflow_runs SET due_at = now() - interval '1 s' WHERE id = $1`,
      [runId],
    );
    await deliver(await order('deliver'));

    const { run, steps } = await customer.until(runId, 'completed');
    expect(steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(steps[1]).toMatchObject({ renditionId: null, metadata: { jobId: tool.jobId } });
    expect(steps[1]?.inputUrl).toContain('/files/outputs/');
    expect(steps[2]?.outputKey).toMatch(/^flows\//);
    expect(steps[2]?.outputUrl).toBe(`https://cdn.example.com/${steps[2]?.outputKey}`);
    expect(run.totalCost).toBeGreaterThan(0);
    const outputs = await farm.app
      .get(DataSource)
      .query('SELECT id FROM outputs WHERE job_id = $1', [tool.jobId]);
    expect(outputs).toHaveLength(1);
  });

  test('the film of one render is a layer of the next', async () => {
    const composition = { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 };
    const scene = (layers: object[]) => ({ videoJSON: { name: 'x', layers: [composition, ...layers] } });
    const runId = await customer.run([
      { type: 'render_videojson', config: scene([]) },
      { type: 'render_videojson', config: scene([{ type: 'video', src: '{{previous.url}}', duration: 2 }]) },
    ]);
    const first = await order('whole');
    await agent.finish(first);
    const second = await order('whole');
    const input = await fetch(new URL(second.inputs[0]?.grant?.url ?? '', farm.url));
    expect(await input.text()).toBe(`video of ${first.attemptId}`);
    await agent.finish(second);
    await customer.until(runId, 'completed');
  });

  test('what a template or a tool refuses fails its step with the sentence, without retries', async () => {
    const fail = async (step: { type: string; config: object }) => {
      const body = await customer.until(await customer.run([{ ...step, maxRetries: 3 }]), 'failed');
      expect(body.steps[0]?.retryCount).toBe(0);
      return body.steps[0]?.error;
    };
    expect(await fail({ type: 'render_template', config: { templateId: 'nope' } })).toMatch(
      /no template nope/,
    );
    const config = { toolId: 'nope', input: 'https://example.com/a.mp4' };
    expect(await fail({ type: 'apply_tool', config })).toMatch(/no tool "nope"/);
    const videoJSON = { name: 'x', layers: [{ type: 'nope' }] };
    expect(await fail({ type: 'render_videojson', config: { videoJSON } })).toMatch(/nope/);
  });
});
