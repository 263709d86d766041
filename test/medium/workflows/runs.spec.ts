import { DataSource } from 'typeorm';
import { FakeAgent } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { Customer, orderOf, Site, TITLE, TITLE_STEP, type RunBody } from './support.js';

jest.setTimeout(40_000);

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('runs of workflows', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  let site: Site;
  let customer: Customer;

  beforeAll(async () => {
    site = await Site.open();
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
    customer = new Customer(farm);
    agent = await FakeAgent.ready({
      url: farm.url,
      joinToken: farm.joinToken,
      slots: [{ engine: 'cpu', count: 4 }],
    });
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
    await site.close();
  });

  /** Retries wait for seconds; tests do not. */
  const hurry = (runId: string): Promise<unknown> =>
    farm.app.get(DataSource).query(
      `WITH s AS (UPDATE workflow_run_steps SET not_before = now() - interval '1 s' WHERE run_id = $1)
       UPDATE workflow_runs SET due_at = now() - interval '1 s' WHERE id = $1`,
      [runId],
    );

  test('a page becomes a film: crawl, discover, upload, review with edits, render, asset of the result', async () => {
    site.put('/photo.png', 'image/png', PNG);
    site.put(
      '/shop',
      'text/html; charset=utf-8',
      `<html><head><title>Red &amp; blue shoes</title><meta name=description content="Very red.">
       <meta property="og:image" content="/photo.png"></head><body><h1>Shoes</h1><p>Only $19.90</p></body></html>`,
    );
    const runId = await customer.run(
      [
        { type: 'crawl_url', config: { url: '{{page}}' } },
        { type: 'discover_variables', config: {} },
        { type: 'upload_asset', config: { variable: 'photo', type: 'image' } },
        { type: 'review', config: { editableVariables: ['title'], message: 'Right?' } },
        {
          type: 'render_videojson',
          config: {
            videoJSON: {
              name: '{{title}}',
              layers: [
                { type: 'composition', width: 640, height: 360, fps: '{{fps}}', sourceDuration: 2 },
                { type: 'image', src: '{{photo}}', start: 0, duration: 2 },
                { type: 'text', text: '{{title}}: {{price}} {{note}}', start: 0, duration: 2 },
              ],
            },
          },
        },
        { type: 'upload_asset', config: { url: '{{previous.url}}', name: 'film' } },
      ],
      {
        page: { type: 'url', required: true },
        title: { type: 'string', required: true },
        price: { type: 'number' },
        photo: { type: 'asset_url' },
        fps: { type: 'number', default: 25 },
        note: { type: 'text', default: '{{page}} stays as it is' },
      },
      { page: `${site.url}/shop` },
    );
    const waiting = await customer.until(runId, 'waiting_review');
    expect(waiting.run.variables).toMatchObject({ title: 'Red & blue shoes', price: 19.9 });
    expect(waiting.run.variables.photo).toMatch(new RegExp(`^${farm.url}/assets/.*photo.png$`));
    expect(waiting.steps.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'completed',
      'waiting',
      'pending',
      'pending',
    ]);
    expect(waiting.steps[0]).toMatchObject({
      responseStatus: 200,
      metadata: { title: 'Red & blue shoes', headings: [{ level: 1, text: 'Shoes' }], price: '$19.90' },
    });
    const review = waiting.steps[3];
    const refused = await customer.act(runId, review, 'review', {
      action: 'approve',
      variables: { title: 'x', price: 1 },
    });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      'variables.price may not be edited in this review; editable are: title.',
    ]);
    expect((await customer.act(runId, review, 'review', { action: 'perhaps' })).status).toBe(400);
    const approved = await customer.act(runId, review, 'review', {
      action: 'approve',
      variables: { title: 'Edited' },
    });
    expect([approved.status, approved.body]).toEqual([200, { success: true }]);
    expect((await customer.act(runId, review, 'review', { action: 'approve' })).status).toBe(409);

    const rendering = await customer.untilStep(runId, 4, ({ renditionId }) => renditionId !== null);
    const order = await orderOf(agent, rendering.renditionId);
    if (order.kind !== 'whole') throw new Error(order.kind);
    expect(order.scene).toMatchObject({ name: 'Edited', fps: { num: 25, den: 1 } });
    expect(JSON.stringify(order.scene.layers)).toContain('Edited: 19.9 {{page}} stays as it is');
    expect(Object.values(order.scene.sources)).toEqual([expect.objectContaining({ type: 'asset' })]);
    const film = '....ftypisom and a film';
    await agent.done(order, await agent.upload(order, film));

    const done = await customer.until(runId, 'completed');
    expect(done.steps[4]).toMatchObject({
      status: 'completed',
      outputKey: expect.stringContaining('outputs/'),
    });
    expect(await (await fetch(String(done.steps[4]?.outputUrl))).text()).toBe(film);
    const stored = await farm.call('GET', String(done.steps[5]?.outputUrl), { as: 'bearer' });
    expect(await (await fetch(stored.headers.get('location') ?? '')).text()).toBe(film);
    expect(done.run.totalCost).toBeGreaterThan(0);
    expect(done.run.totalCost).toBe(done.run.estimatedCost);
    const render = await farm.call<{ cost: number }>('GET', `/v1/render/${rendering.renditionId}`);
    expect(render.body.cost).toBe(done.run.totalCost);
    expect(Array.isArray(done.steps[4]?.logs)).toBe(true);
    expect(done.steps[4]?.logs[0]).toEqual({
      at: expect.stringMatching(/Z$/),
      level: 'info',
      message: 'started (try 1)',
    });
  });

  test('a failed render is tried maxRetries times with a new job each, then the run fails; by hand it goes on', async () => {
    const runId = await customer.run([{ ...TITLE_STEP, maxRetries: 1 }], TITLE);
    const first = await customer.untilStep(runId, 0, ({ renditionId }) => renditionId !== null);
    await agent.fail(await orderOf(agent, first.renditionId), 'source-not-found', 'It is not there.');
    const put = await customer.untilStep(runId, 0, ({ retryCount }) => retryCount === 1);
    expect(put).toMatchObject({ status: 'pending', error: 'It is not there.' });
    expect(put.logs.at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/Retry 1 of 1 in [4-6] s/),
    });
    await hurry(runId);
    const second = await customer.untilStep(
      runId,
      0,
      ({ renditionId }) => renditionId !== null && renditionId !== first.renditionId,
    );
    await agent.fail(await orderOf(agent, second.renditionId), 'source-not-found', 'Still not there.');
    const failed = await customer.until(runId, 'failed');
    expect(failed.run.error).toBe('Step 0 (render_videojson): Still not there.');
    expect((await customer.act(runId, failed.steps[0], 'retry')).body).toEqual({ success: true });
    const third = await customer.untilStep(
      runId,
      0,
      ({ renditionId }) => renditionId !== null && renditionId !== second.renditionId,
    );
    await agent.finish(await orderOf(agent, third.renditionId));
    expect((await customer.until(runId, 'completed')).run.error).toBeNull();
    expect((await customer.act(runId, failed.steps[0], 'retry')).status).toBe(400);
    expect((await customer.act(runId, failed.steps[0], 'skip')).status).toBe(400);
  });

  test('a failed step can be skipped, and a pending and a waiting one', async () => {
    const runId = await customer.run(
      [
        { type: 'crawl_url', config: { url: `${site.url}/missing` } },
        { type: 'review', config: {} },
        { ...TITLE_STEP },
        { type: 'review', config: {} },
      ],
      TITLE,
    );
    const failed = await customer.until(runId, 'failed');
    expect(failed.steps[0]).toMatchObject({ status: 'failed', responseStatus: 404, retryCount: 0 });
    expect(failed.steps[0]?.error).toBe(`${site.url}/missing answered 404.`);
    expect((await customer.act(runId, failed.steps[2], 'skip')).status).toBe(200);
    expect((await customer.act(runId, failed.steps[0], 'skip')).status).toBe(200);
    const waiting = await customer.until(runId, 'waiting_review');
    expect((await customer.act(runId, waiting.steps[1], 'skip')).status).toBe(200);
    const again = await customer.untilStep(runId, 3, ({ status }) => status === 'waiting');
    expect((await customer.act(runId, again, 'review', { action: 'approve' })).status).toBe(200);
    const { steps } = await customer.until(runId, 'completed');
    expect(steps.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped', 'completed']);
  });

  test('cancel in the middle of a render cancels the job; a second cancel is 409', async () => {
    const runId = await customer.run([TITLE_STEP, { type: 'review', config: {} }], TITLE);
    const { renditionId } = await customer.untilStep(runId, 0, (step) => step.renditionId !== null);
    const order = await orderOf(agent, renditionId);
    const cancelled = await farm.call('POST', `/v1/workflows/runs/${runId}/cancel`);
    expect([cancelled.status, cancelled.body]).toEqual([200, { success: true }]);
    expect((await farm.call('GET', `/v1/render/${renditionId}`)).body.status).toBe('cancelled');
    await expect(agent.finish(order)).rejects.toThrow(/^lease-lost: /);
    const { run, steps } = await customer.look(runId);
    expect(run.status).toBe('cancelled');
    expect(steps.map(({ status }) => status)).toEqual(['failed', 'skipped']);
    expect((await farm.call('POST', `/v1/workflows/runs/${runId}/cancel`)).status).toBe(409);
  });

  test('reject cancels the run', async () => {
    const runId = await customer.run([{ type: 'review', config: {} }, TITLE_STEP], TITLE);
    const { steps } = await customer.until(runId, 'waiting_review');
    expect((await customer.act(runId, steps[0], 'review', { action: 'reject' })).status).toBe(200);
    const after = await customer.look(runId);
    expect(after.run.status).toBe('cancelled');
    expect(after.steps.map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'Rejected by the reviewer.'],
      ['skipped', null],
    ]);
  });

  test('retry of a run is a new run with the same values', async () => {
    const workflowId = await customer.workflow([{ type: 'review', config: {} }], TITLE);
    const runId = await customer.start(workflowId, { title: 'Mine', other: 1 });
    await customer.until(runId, 'waiting_review');
    const again = await farm.call<RunBody>('POST', `/v1/workflows/runs/${runId}/retry`);
    expect(again.status).toBe(202);
    expect(again.body.run).toMatchObject({
      trigger: 'retry',
      status: 'queued',
      variables: { title: 'Mine' },
    });
    expect(again.body.run.id).not.toBe(runId);
    const list = await farm.call<{ runs: { id: string }[] }>(
      'GET',
      `/v1/workflows/${workflowId}/runs?limit=1`,
    );
    expect(list.body).toMatchObject({ total: 2, page: 1, limit: 1, totalPages: 2 });
    expect(list.body.runs.map(({ id }) => id)).toEqual([again.body.run.id]);
  });

  test('a private address is not crawled and not fetched', async () => {
    const urls = ['http://10.0.0.1/', 'http://localhost.localdomain:1/', 'http://[::1]/'];
    for (const url of urls) {
      const runId = await customer.run([{ type: 'crawl_url', config: { url } }]);
      expect((await customer.until(runId, 'failed')).steps[0]?.status).toBe('failed');
    }
    site.pages.set('/away', (_, response) =>
      response.writeHead(302, { location: 'http://10.0.0.1/x' }).end(),
    );
    const runId = await customer.run([{ type: 'upload_asset', config: { url: `${site.url}/away` } }]);
    expect((await customer.until(runId, 'failed')).run.error).toMatch(/10\.0\.0\.1 is not a public address/);
  });

  test('a page that is no page, or too large, is refused; redirects are followed', async () => {
    site.put('/file.pdf', 'application/pdf', 'x');
    site.put('/huge', 'text/html', Buffer.alloc(3_000_000, 'a'));
    site.pages.set('/old', (_, response) => response.writeHead(301, { location: '/new' }).end());
    site.put('/new', 'text/html', '<title>Moved</title>');
    const fail = async (path: string) => {
      const runId = await customer.run([{ type: 'crawl_url', config: { url: site.url + path } }]);
      return (await customer.until(runId, 'failed')).steps[0]?.error;
    };
    expect(await fail('/file.pdf')).toMatch(/is no web page: it is application\/pdf\.$/);
    expect(await fail('/huge')).toMatch(/is larger than/);
    const runId = await customer.run([{ type: 'crawl_url', config: { url: `${site.url}/old` } }]);
    expect((await customer.until(runId, 'completed')).steps[0]?.metadata).toMatchObject({
      title: 'Moved',
      url: `${site.url}/new`,
    });
  });
});
