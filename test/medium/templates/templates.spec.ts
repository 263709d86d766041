import { DataSource } from 'typeorm';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

interface Template {
  id: string;
  name: string;
  mode: string;
  toolId: null;
  builtIn: boolean;
  variablesSchema: { key: string; type: string; pattern?: string }[];
  defaultConfig?: object | null;
  document?: object;
  previewUrl: string | null;
}
type Listed = { templates: Template[] };
type One = { template: Template };
interface Queued {
  jobId: string;
  id: string;
  status: string;
  stage: string;
}

const OWN = {
  id: 'my-intro',
  name: 'My intro',
  variablesSchema: [
    { key: 'title', type: 'text', required: true },
    { key: 'logo', type: 'asset_url' },
  ],
  document: {
    name: '{{title}}',
    layers: [
      { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
      { type: 'text', text: '{{title}}' },
      { type: 'image', src: '{{logo}}', when: 'logo' },
    ],
  },
};

describe('/v1/templates', () => {
  let farm: TestCoordinator;

  beforeAll(async () => {
    farm = await startTestCoordinator();
  });
  afterAll(() => farm.stop());

  const render = (id: string, json: unknown, headers: Record<string, string> = {}) =>
    farm.call<Queued & { error: string; details: { issues?: { path: string }[] } }>(
      'POST',
      `/v1/templates/${id}/render`,
      { json, headers },
    );
  const create = (json: unknown) =>
    farm.call<One & { error: string }>('POST', '/v1/templates', { json, as: 'bearer' });

  test('the list is open to all, and complete for strict clients', async () => {
    const { status, body } = await farm.call<Listed>('GET', '/v1/templates', { as: 'nobody' });
    expect(status).toBe(200);
    expect(body.templates.length).toBeGreaterThanOrEqual(12);
    for (const template of body.templates) {
      for (const field of ['id', 'name', 'platform', 'accentColor', 'icon', 'mode', 'description'])
        expect([template.id, field, typeof template[field as keyof Template]]).toEqual([
          template.id,
          field,
          'string',
        ]);
      expect([template.toolId, Array.isArray(template.variablesSchema)]).toEqual([null, true]);
      expect(template).not.toHaveProperty('document');
    }
  });

  test('one of them, with its picture', async () => {
    const { status, body } = await farm.call<One>('GET', '/v1/templates/title-card', { as: 'nobody' });
    expect([status, body.template.id]).toEqual([200, 'title-card']);
    expect(body.template.defaultConfig).toEqual({ width: 1920, height: 1080, fps: 30, duration: 6 });
    expect(body.template.variablesSchema.find(({ key }) => key === 'accentColor')?.pattern).toMatch(/\^#/);
    const picture = await fetch(String(body.template.previewUrl));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(Buffer.from(await picture.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect((await farm.call('GET', '/v1/templates/none', { as: 'nobody' })).status).toBe(404);
    expect((await farm.call('GET', '/v1/templates/..%2f..%2fx/preview.jpg')).status).toBe(404);
    expect((await farm.call('GET', '/v1/templates/%00')).status).toBe(404);
  });

  test('credentials that are not valid are no credentials', async () => {
    const reply = await farm.call<Listed>('GET', '/v1/templates', {
      as: 'nobody',
      headers: { 'x-api-key': 'vf_live_wrong', authorization: 'Bearer ' },
    });
    expect([reply.status, reply.body.templates.every(({ builtIn }) => builtIn)]).toEqual([200, true]);
  });

  describe('render', () => {
    test('an ordinary render, polled where renders are, that remembers its template', async () => {
      const reply = await render('title-card', { variables: { title: 'Hello\nthere' } });
      expect([reply.status, reply.body]).toEqual([
        200,
        { jobId: reply.body.id, id: expect.any(String), status: 'pending', stage: 'pending' },
      ]);
      const job = await farm.call('GET', `/v1/render/${reply.body.jobId}`);
      expect(job.body).toMatchObject({ name: 'Hello there', width: 1920, height: 1080, warnings: [] });
      expect(
        await farm.app.get(DataSource).query('SELECT template_id FROM jobs WHERE id = $1', [reply.body.id]),
      ).toEqual([{ template_id: 'title-card' }]);
    });

    test('no variables at all, as [] or not at all, are the defaults; PHP sends []', async () => {
      for (const json of [{}, { variables: [] }, [], undefined])
        expect((await render('quote', json)).status).toBe(200);
    });

    test('problems: 400 with each by its path', async () => {
      const reply = await render('title-card', {
        variables: { title: '', accentColor: 'red', backgroundImage: 'file:///etc/passwd' },
      });
      expect(reply.status).toBe(400);
      expect(reply.body.details.issues?.map(({ path }) => path).sort()).toEqual([
        'variables.accentColor',
        'variables.backgroundImage',
        'variables.title',
      ]);
      expect((await render('title-card', { variables: 'x' })).status).toBe(400);
      expect((await render('title-card', { webhookUrl: 'http://10.0.0.1/' })).body.error).toMatch(
        /webhookUrl/,
      );
      expect((await render('title-card', { projectId: 'x' })).body.error).toMatch(/projectId/);
      const inside = await render('title-card', {
        variables: { backgroundImage: 'http://169.254.169.254/' },
      });
      expect([inside.status, inside.body.error]).toEqual([400, expect.stringMatching(/private/)]);
    });

    test('a variable that is none is told in the warnings', async () => {
      const { body } = await render('title-card', { variables: { titel: 'x' } });
      const job = await farm.call('GET', `/v1/render/${body.jobId}`);
      expect(job.body.warnings).toEqual([
        { code: 'unknown-variable', message: expect.stringContaining('did you mean "title"?') },
      ]);
    });

    test('a value with braces is shown as it is', async () => {
      const { body } = await render('quote', { variables: { quote: '{{author}} $&' } });
      const [row] = await farm.app
        .get(DataSource)
        .query<{ document: object }[]>('SELECT document FROM jobs WHERE id = $1', [body.jobId]);
      expect(JSON.stringify(row?.document)).toContain('"text":"{{author}} $&"');
    });

    test('Idempotency-Key: the same job for the same body, 409 for another, its own for each template', async () => {
      const key = { 'idempotency-key': 'once' };
      const first = await render('quote', { variables: { quote: 'a' } }, key);
      const again = await render('quote', { variables: { quote: 'a' } }, key);
      expect(again.body).toEqual(first.body);
      expect((await render('quote', { variables: { quote: 'b' } }, key)).status).toBe(409);
      expect((await render('story', {}, key)).body.jobId).not.toBe(first.body.jobId);
      expect((await render('quote', {}, { 'idempotency-key': 'k'.repeat(129) })).status).toBe(400);
    });

    test('unknown templates are 404, nobody is 401', async () => {
      expect((await render('none', {})).status).toBe(404);
      const nobody = await farm.call('POST', '/v1/templates/quote/render', { json: {}, as: 'nobody' });
      expect(nobody.status).toBe(401);
    });
  });

  describe('templates of a workspace', () => {
    afterEach(async () => {
      await farm.app.get(DataSource).query('DELETE FROM templates');
    });

    test('made, seen by those who show credentials only, rendered, changed, deleted', async () => {
      const made = await create(OWN);
      expect([made.status, made.body.template]).toEqual([
        201,
        expect.objectContaining({ id: 'my-intro', mode: 'project', builtIn: false, previewUrl: null }),
      ]);
      const ids = async (as: 'key' | 'nobody') =>
        (await farm.call<Listed>('GET', '/v1/templates', { as })).body.templates.map(({ id }) => id);
      expect([(await ids('key')).includes('my-intro'), (await ids('nobody')).includes('my-intro')]).toEqual([
        true,
        false,
      ]);
      expect((await farm.call('GET', '/v1/templates/my-intro', { as: 'nobody' })).status).toBe(404);
      const missing = await render('my-intro', {});
      expect([missing.status, missing.body.error]).toEqual([400, expect.stringContaining('variables.title')]);
      expect((await render('my-intro', { variables: { title: 'Hi' } })).status).toBe(200);
      const changed = await farm.call<One>('PUT', '/v1/templates/my-intro', {
        json: { ...OWN, id: 'ignored', name: 'Renamed' },
        as: 'bearer',
      });
      expect([changed.status, changed.body.template.id, changed.body.template.name]).toEqual([
        200,
        'my-intro',
        'Renamed',
      ]);
      const gone = await farm.call('DELETE', '/v1/templates/my-intro', { as: 'bearer' });
      expect([gone.status, gone.body]).toEqual([200, { id: 'my-intro', deleted: true }]);
      expect((await farm.call('DELETE', '/v1/templates/my-intro', { as: 'bearer' })).status).toBe(404);
      const noted: { action: string }[] = await farm.app
        .get(DataSource)
        .query(`SELECT action FROM audit_entries WHERE target_kind = 'template' ORDER BY at, id`);
      expect(noted.map(({ action }) => action)).toEqual([
        'template.created',
        'template.changed',
        'template.deleted',
      ]);
    });

    test('another workspace has them not', async () => {
      const rows = farm.app.get(DataSource);
      const other = '0197a6c2-5d0e-7b4a-9c53-2f1f6a3c8d11';
      await rows.query(`INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'other', now())`, [other]);
      await rows.query(
        `INSERT INTO templates (workspace_id, id, body, created_at, updated_at) VALUES ($1, 'theirs', $2, now(), now())`,
        [other, { ...OWN, id: 'theirs' }],
      );
      expect((await farm.call('GET', '/v1/templates/theirs')).status).toBe(404);
      expect((await render('theirs', { variables: { title: 'x' } })).status).toBe(404);
      expect((await farm.call('PUT', '/v1/templates/theirs', { json: OWN, as: 'bearer' })).status).toBe(404);
      expect((await farm.call('DELETE', '/v1/templates/theirs', { as: 'bearer' })).status).toBe(404);
    });

    test.each<[string, unknown, number, RegExp]>([
      ['the id of a built-in one', { ...OWN, id: 'quote' }, 409, /built-in/],
      ['no document', { name: 'x' }, 400, /document is missing/],
      ['a hole that is not declared', { ...OWN, variablesSchema: [] }, 400, /\{\{title\}\}/],
      [
        'a document that cannot be rendered',
        { ...OWN, document: { name: 'x', layers: [{ type: 'txt', text: '{{title}}' }] } },
        400,
        /unknown layer type/,
      ],
    ])('%s: refused', async (_, json, status, sentence) => {
      const reply = await create(json);
      expect([reply.status, reply.body.error]).toEqual([status, expect.stringMatching(sentence)]);
    });

    test('the same id twice is 409; without an id the name makes it', async () => {
      const { id: _, ...unnamed } = OWN;
      expect((await create(unnamed)).body.template.id).toBe('my-intro');
      expect((await create(OWN)).status).toBe(409);
    });
  });
});
