import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

const scene = (name = 'Test') => ({
  name,
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 29.97, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
});
const NOBODY = '018f6b1e-7c00-7000-8000-000000000004';

interface Rendition {
  id: string;
  status: string;
  name: string;
  [field: string]: unknown;
}

describe('/v1/renditions', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  const ids: Record<'done' | 'failed' | 'cancelled' | 'running' | 'queued', string> = {
    done: '',
    failed: '',
    cancelled: '',
    running: '',
    queued: '',
  };

  const call = <T>(method: string, path: string, json?: unknown) =>
    farm.call<T>(method, path, { as: 'bearer', ...(json === undefined ? {} : { json }) });
  const submit = async (name: string): Promise<string> =>
    (await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON: scene(name) } })).body
      .jobId;
  const orderOf = (id: string) =>
    eventually(`the order of ${id}`, () => agent.offers.find((offer) => offer.jobId === id));
  const stateIs = (id: string, status: string) =>
    eventually(
      `${id} to be ${status}`,
      async () =>
        (await farm.call<{ status: string }>('GET', `/v1/render/${id}`)).body.status === status || undefined,
    );

  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_MAX_ATTEMPTS: '1' } });
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
    ids.done = await submit('Done film');
    await agent.finish(await orderOf(ids.done));
    ids.failed = await submit('Failed film');
    await agent.fail(await orderOf(ids.failed), 'source-not-found', 'The picture is not there.');
    await stateIs(ids.failed, 'failed');
    ids.running = await submit('Running film');
    const order = await orderOf(ids.running);
    await agent.beat([{ order, percent: 0, phase: 'preparing' }]);
    await stateIs(ids.running, 'rendering');
    ids.queued = await submit('Queued film');
    ids.cancelled = await submit('Cancelled film');
    await farm.call('POST', `/v1/render/${ids.cancelled}/cancel`);
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
  });

  test('a completed render has every field, in whole numbers where clients insist', async () => {
    const { status, body } = await call<{ rendition: Rendition }>('GET', `/v1/renditions/${ids.done}`);
    expect(status).toBe(200);
    expect(body.rendition).toEqual({
      id: ids.done,
      job_id: ids.done,
      project_id: null,
      name: 'Done film',
      status: 'completed',
      stage: 'completed',
      cost: 0.04,
      duration: 2,
      width: 640,
      height: 360,
      fps: 30,
      output_url: expect.stringMatching(/^http/),
      output_size_bytes: expect.any(Number),
      error: null,
      progress_percent: 100,
      sprite_url: null,
      video_json: scene('Done film'),
      outputs: [],
      projects: null,
      engineSeconds: { cpu: expect.any(Number) },
      created_at: expect.any(String),
      completed_at: expect.any(String),
    });
    expect((await farm.call('GET', String(body.rendition.output_url), { as: 'nobody' })).status).toBe(200);
  });

  test('the list is filtered by status in its own words', async () => {
    const of = async (status: string) =>
      (await call<{ renditions: Rendition[] }>('GET', `/v1/renditions?status=${status}`)).body.renditions.map(
        ({ id, status: shown }) => [id, shown],
      );
    expect(await of('completed')).toEqual([[ids.done, 'completed']]);
    expect(await of('failed')).toEqual([[ids.failed, 'failed']]);
    expect(await of('queued')).toEqual([[ids.queued, 'queued']]);
    expect(await of('pending')).toEqual([[ids.queued, 'queued']]);
    expect(await of('processing')).toEqual([[ids.running, 'processing']]);
    expect(await of('rendering')).toEqual([]);
    expect((await call('GET', '/v1/renditions?status=nonsense')).status).toBe(400);
  });

  test('stats count the same', async () => {
    expect((await call('GET', '/v1/renditions/stats')).body).toEqual({
      total: 5,
      completed: 1,
      failed: 1,
      processing: 1,
      queued: 1,
      rendering: 0,
      cancelled: 1,
    });
  });

  test('search, times, sorting and pages', async () => {
    const page = async (query: string) =>
      (
        await call<{ renditions: Rendition[]; total: number; totalPages: number }>(
          'GET',
          `/v1/renditions?${query}`,
        )
      ).body;
    expect((await page('search=QUEUED')).renditions.map(({ id }) => id)).toEqual([ids.queued]);
    expect((await page(`search=${ids.done}`)).total).toBe(1);
    expect((await page('to=2020-01-01T00:00:00Z')).total).toBe(0);
    expect((await page('from=2020-01-01T00:00:00Z')).total).toBe(5);
    expect((await page(`projectId=${NOBODY}`)).total).toBe(0);
    const sorted = (await page('sortBy=job_id&sortOrder=asc')).renditions.map(({ id }) => id);
    expect(sorted).toEqual([...sorted].sort());
    expect((await page('sortBy=cost&limit=2&page=3')).renditions).toHaveLength(1);
    expect(await page('limit=2')).toMatchObject({ total: 5, totalPages: 3, limit: 2, page: 1 });
    for (const wrong of ['sortBy=error', 'from=yesterday', 'projectId=x', 'sortOrder=up'])
      expect((await call('GET', `/v1/renditions?${wrong}`)).status).toBe(400);
  });

  test('what runs is not deleted', async () => {
    for (const id of [ids.running, ids.queued])
      expect((await call('DELETE', `/v1/renditions/${id}`)).status).toBe(409);
    const { body } = await call<{ deleted: string[] }>('POST', '/v1/renditions/batch-delete', {
      ids: [ids.running, ids.cancelled, NOBODY],
    });
    expect(body).toEqual({ deleted: [ids.cancelled], count: 1 });
  });

  test('cancelling answers what was given back; a second time is 409', async () => {
    const path = `/v1/renditions/${ids.queued}/cancel`;
    const { status, body } = await farm.call('POST', path);
    expect([status, body]).toEqual([
      200,
      { id: ids.queued, jobId: ids.queued, status: 'cancelled', refunded: 0.04, error: null },
    ]);
    expect((await farm.call('POST', path)).status).toBe(409);
  });

  test('deleting takes the files along', async () => {
    const { body } = await call<{ rendition: Rendition }>('GET', `/v1/renditions/${ids.done}`);
    const gone = await call('DELETE', `/v1/renditions/${ids.done}`);
    expect([gone.status, gone.body]).toEqual([200, { id: ids.done, deleted: true }]);
    expect((await farm.call('GET', String(body.rendition.output_url), { as: 'nobody' })).status).toBe(404);
    for (const method of ['GET', 'DELETE'])
      expect((await call(method, `/v1/renditions/${ids.done}`)).status).toBe(404);
  });
});
