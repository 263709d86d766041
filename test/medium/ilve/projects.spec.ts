import { DocumentsService } from '../../../coordinator/src/documents/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const VIDEO = {
  name: 'Launch',
  zebra: 1,
  apple: [{ constructor: 'kept', __type: null }],
  layers: [{ type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 }],
};

interface Project {
  id: string;
  name: string;
  video_json: object | null;
  thumbnail_url: string | null;
  sprite_url: string | null;
  duration: number | null;
  updated_at: string;
  [field: string]: unknown;
}
interface Refusal {
  error: string;
  details: { code: string };
}

describe('/v1/projects', () => {
  let farm: TestCoordinator;
  beforeAll(async () => {
    farm = await startTestCoordinator();
  });
  afterAll(() => farm.stop());

  const call = <T>(method: string, path: string, json?: unknown) =>
    farm.call<T>(method, path, { as: 'bearer', ...(json === undefined ? {} : { json }) });
  const create = async (json: object = { name: 'Launch' }): Promise<Project> => {
    const { status, body } = await call<{ project: Project }>('POST', '/v1/projects', json);
    expect(status).toBe(200);
    return body.project;
  };
  const read = async (id: string) =>
    (await call<{ project: Project; lastRendition: unknown }>('GET', `/v1/projects/${id}`)).body;

  test('a new project has every field, and its document word for word', async () => {
    const project = await create({
      name: 'Launch',
      video_json: VIDEO,
      duration: 4.6,
      width: 640,
      height: 360,
    });
    expect(project).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      name: 'Launch',
      description: null,
      video_json: VIDEO,
      thumbnail_url: null,
      sprite_url: null,
      duration: 5,
      width: 640,
      height: 360,
      status: null,
      render_job_id: null,
      output_url: null,
      processed_at: null,
      last_opened_at: null,
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      updated_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
    const found = await read(project.id);
    expect(found).toEqual({ project, lastRendition: null });
    expect(JSON.stringify(found.project.video_json)).toBe(JSON.stringify(VIDEO));
  });

  test.each([
    [{}, /name is missing/],
    [{ name: '' }, /name is missing/],
    [{ name: 'x'.repeat(256) }, /at most 255/],
    [{ name: 'a', video_json: 'text' }, /video_json must be an object/],
    [{ name: 'a', video_json: [1] }, /video_json must be an object/],
    [{ name: 'a', width: '640' }, /width must be a number/],
    [{ name: 'a', duration: -1 }, /duration must be/],
    [{ name: 'a', thumbnail_url: 'javascript:alert(1)' }, /thumbnail_url must be an http/],
    [{ name: 'a', thumbnail_base64: 'not base64!' }, /not base64/],
    [{ name: 'a', thumbnail_base64: Buffer.from('<svg/>').toString('base64') }, /not a PNG/],
    [{ name: 'a', last_opened_at: 'yesterday' }, /last_opened_at must be a time/],
    [{ name: 'a', video_json: { text: 'x'.repeat(2 ** 21) } }, /limit is 2097152/],
  ])('%j is refused in a sentence', async (json, sentence) => {
    const { status, body } = await call<Refusal>('POST', '/v1/projects', json);
    expect([status, body.error]).toEqual([400, expect.stringMatching(sentence)]);
  });

  test('pictures become addresses that work without credentials, and go when they are replaced', async () => {
    const { id } = await create();
    const patched = await call<{ project: Project }>('PATCH', `/v1/projects/${id}`, {
      thumbnail_base64: `data:image/png;base64,${PNG.toString('base64')}`,
      sprite_base64: PNG.toString('base64'),
    });
    const { thumbnail_url: url, sprite_url: sprite } = patched.body.project;
    const served = await farm.call('GET', url ?? '', { as: 'nobody' });
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(sprite).toMatch(/^http:.*sprite-/);
    // An editor that writes back what it has read keeps the picture.
    const kept = await call<{ project: Project }>('PUT', `/v1/projects/${id}`, {
      name: 'Kept',
      thumbnail_url: url,
    });
    expect(kept.body.project).toMatchObject({ name: 'Kept', sprite_url: null });
    expect(new URL(kept.body.project.thumbnail_url ?? '').pathname).toBe(new URL(url ?? '').pathname);
    expect((await farm.call('GET', sprite ?? '', { as: 'nobody' })).status).toBe(404);
    await call('DELETE', `/v1/projects/${id}`);
    expect((await farm.call('GET', url ?? '', { as: 'nobody' })).status).toBe(404);
  });

  test('PUT replaces, PATCH changes and clears; opening is no change', async () => {
    const made = await create({ name: 'Old', description: 'text', video_json: VIDEO, width: 640 });
    const path = `/v1/projects/${made.id}`;
    const put = await call<{ project: Project }>('PUT', path, { name: 'New', video_json: { a: 1 } });
    expect(put.body.project).toMatchObject({
      name: 'New',
      description: null,
      width: null,
      video_json: { a: 1 },
    });
    const patch = await call<{ project: Project }>('PATCH', path, { video_json: null, status: 'draft' });
    expect(patch.body.project).toMatchObject({ name: 'New', video_json: null, status: 'draft' });
    const opened = await call<{ project: Project }>('PATCH', path, {
      last_opened_at: '2026-06-26T00:00:00Z',
    });
    expect(opened.body.project).toMatchObject({
      last_opened_at: '2026-06-26T00:00:00.000Z',
      updated_at: patch.body.project.updated_at,
    });
    expect((await call<Refusal>('PATCH', path, { name: null })).status).toBe(400);
  });

  test('a list is searched, sorted and paged; stats count', async () => {
    const other = await startTestCoordinator();
    const ask = <T>(path: string) => other.call<T>('GET', path, { as: 'bearer' });
    for (const [name, duration] of [
      ['Alpha 100%', 3],
      ['Beta', 1],
      ['Gamma', 2],
    ])
      await other.call('POST', '/v1/projects', { as: 'bearer', json: { name, duration, video_json: VIDEO } });
    const names = async (query: string) =>
      (await ask<{ projects: Project[] }>(`/v1/projects?${query}`)).body.projects.map(({ name }) => name);
    expect(await names('')).toEqual(['Gamma', 'Beta', 'Alpha 100%']);
    expect(await names('sortBy=duration&sortOrder=asc')).toEqual(['Beta', 'Gamma', 'Alpha 100%']);
    expect(await names('search=0%25')).toEqual(['Alpha 100%']);
    expect(await names('search=%25')).toEqual(['Alpha 100%']);
    const page = await ask<{ projects: Project[] }>('/v1/projects?page=2&limit=2&sortBy=name&sortOrder=asc');
    expect(page.body).toMatchObject({ total: 3, page: 2, limit: 2, totalPages: 2 });
    expect(page.body.projects).toEqual([expect.objectContaining({ name: 'Gamma', video_json: VIDEO })]);
    expect((await ask<{ limit: number }>('/v1/projects?limit=1000')).body.limit).toBe(100);
    expect((await ask('/v1/projects?sortBy=secret')).status).toBe(400);
    expect((await ask('/v1/projects/stats')).body).toEqual({ total: 3 });
    await other.stop();
  });

  test('a copy has pictures of its own', async () => {
    const made = await create({ name: 'One', video_json: VIDEO, thumbnail_base64: PNG.toString('base64') });
    const { status, body } = await call<{ project: Project }>('POST', `/v1/projects/${made.id}/duplicate`);
    expect([status, body.project]).toEqual([
      200,
      expect.objectContaining({ name: 'One (copy)', video_json: VIDEO, render_job_id: null }),
    ]);
    expect(body.project.id).not.toBe(made.id);
    await call('DELETE', `/v1/projects/${made.id}`);
    expect((await farm.call('GET', body.project.thumbnail_url ?? '', { as: 'nobody' })).status).toBe(200);
  });

  test('batch-delete answers those that were there', async () => {
    const [one, two] = [await create(), await create()];
    const ids = [one.id, two.id, '018f6b1e-7c00-7000-8000-000000000004'];
    const { status, body } = await call<{ deleted: string[]; count: number }>(
      'POST',
      '/v1/projects/batch-delete',
      { ids },
    );
    expect([status, body.count]).toEqual([200, 2]);
    expect(body.deleted.sort()).toEqual([one.id, two.id].sort());
    for (const wrong of [{ ids: [] }, {}, { ids: ['x'] }])
      expect((await call('POST', '/v1/projects/batch-delete', wrong)).status).toBe(400);
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of an unknown project is 404', async (method) => {
    for (const id of ['018f6b1e-7c00-7000-8000-000000000004', 'nonsense'])
      expect((await call(method, `/v1/projects/${id}`, method === 'GET' ? undefined : {})).status).toBe(404);
  });

  test('a render belongs to its project, which shows how it ended', async () => {
    const { id } = await create({ name: 'Film', video_json: VIDEO });
    const submit = (projectId: string) =>
      farm.call<{ jobId: string } & Refusal>('POST', '/v1/render', { json: { videoJSON: VIDEO, projectId } });
    const foreign = await submit('018f6b1e-7c00-7000-8000-000000000004');
    expect([foreign.status, foreign.body.error]).toEqual([400, expect.stringMatching(/no project/)]);
    const { jobId } = (await submit(id)).body;
    expect((await read(id)).project).toMatchObject({ status: 'processing', render_job_id: jobId });
    const agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
    await agent.finish(await eventually('the order', () => agent.offers.find((one) => one.jobId === jobId)));
    const { project, lastRendition } = await read(id);
    expect(project).toMatchObject({
      status: 'completed',
      render_job_id: jobId,
      processed_at: expect.any(String),
    });
    // A start that is noted late, after a render that ended at once, must not hide how it ended.
    const late = { status: 'processing', renderJobId: jobId, processedAt: null };
    await farm.app.get(DocumentsService).noteRender(farm.credentials.workspaceId, id, late);
    expect((await read(id)).project.status).toBe('completed');
    expect((await farm.call('GET', String(project.output_url), { as: 'nobody' })).status).toBe(200);
    expect(lastRendition).toMatchObject({ id: jobId, project_id: id, projects: { id, name: 'Film' } });
    agent.drop();
  });
});
