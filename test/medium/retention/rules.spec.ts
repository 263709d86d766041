import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { RetentionSweeper } from '../../../coordinator/src/platform/retention/retention-sweeper.service.js';
import { StorageService } from '../../../coordinator/src/storage/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

const scene = {
  name: 'Film',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
};
interface Render {
  id: string;
  status: string;
  url: string | null;
  posterUrl: string | null;
  outputKey?: string;
  expiredAt?: string;
}
interface Refusal {
  error: string;
  details: { expiredAt: string };
}

let farm: TestCoordinator;
let agent: FakeAgent;
beforeAll(async () => {
  farm = await startTestCoordinator({
    env: {
      FRAMEFARM_KEEP_OUTPUTS: '10',
      FRAMEFARM_KEEP_JOBS: '20',
      FRAMEFARM_KEEP_ATTEMPTS: '15',
      FRAMEFARM_KEEP_LOGS: '5',
      FRAMEFARM_KEEP_AUDIT: '100',
    },
  });
  agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
});
afterAll(async () => {
  agent.drop();
  await farm.stop();
});

const sql = <T = { n: number }>(text: string, values: unknown[] = []): Promise<T[]> =>
  farm.app.get(DataSource).query(text, values);
const count = async (from: string): Promise<number> =>
  (await sql(`SELECT count(*)::int AS n FROM ${from}`))[0]?.n ?? -1;
const sweep = (): Promise<void> => farm.app.get(RetentionSweeper).sweep();
const isThere = async (key: string) => (await farm.app.get(StorageService).stat(key)) !== undefined;
const read = async (id: string) => (await farm.call<Render>('GET', `/v1/render/${id}`)).body;
const age = (id: string, days: number) =>
  sql(`UPDATE jobs SET completed_at = now() - make_interval(days => $2) WHERE id = $1`, [id, days]);

async function rendered(): Promise<Render & { outputKey: string }> {
  const id = (await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON: scene } })).body
    .jobId;
  await agent.finish(await eventually('the offer', () => agent.offers.find(({ jobId }) => jobId === id)));
  const render = await read(id);
  return { ...render, outputKey: render.outputKey ?? '' };
}

test('outputs go after their days; the render says so, and its file is 410', async () => {
  const [young, old] = [await rendered(), await rendered()];
  await age(young.id, 9);
  await age(old.id, 11);
  await sweep();
  expect(await isThere(young.outputKey)).toBe(true);
  expect(await isThere(old.outputKey)).toBe(false);
  expect((await read(young.id)).url).toMatch(/^http/);
  expect(await read(young.id)).not.toHaveProperty('expiredAt');
  const expired = await read(old.id);
  expect(expired).toMatchObject({ status: 'completed', url: null, posterUrl: null });
  expect(Date.parse(expired.expiredAt ?? '')).not.toBeNaN();
  expect(expired).not.toHaveProperty('outputKey');
  for (const path of ['download', 'download-url']) {
    const { status, body } = await farm.call<Refusal>('GET', `/v1/render/${old.id}/${path}`);
    expect([status, body.details.expiredAt]).toEqual([410, expired.expiredAt]);
    expect(body.error).toContain('Render it again');
  }
  expect(await count('removals WHERE last_error IS NOT NULL')).toBe(0);
});

test('a copy that is still to be sent keeps its file', async () => {
  const film = await rendered();
  await age(film.id, 11);
  await sql(
    `INSERT INTO outputs (id, workspace_id, job_id, provider, position, prefix, state, next_try_at, created_at, updated_at)
     SELECT gen_random_uuid(), workspace_id, id, 's3', 1, '', 'failed', now() + interval '1 h', now(), now() FROM jobs WHERE id = $1`,
    [film.id],
  );
  await sweep();
  expect(await isThere(film.outputKey)).toBe(true);
  await sql('UPDATE outputs SET next_try_at = NULL WHERE job_id = $1', [film.id]);
  await sweep();
  expect(await isThere(film.outputKey)).toBe(false);
});

test('attempts go before their render, and the render with all that is left', async () => {
  const film = await rendered();
  await age(film.id, 16);
  await sweep();
  expect(await count(`attempts WHERE job_id = '${film.id}'`)).toBe(0);
  expect((await read(film.id)).status).toBe('completed');
  await age(film.id, 21);
  await sweep();
  expect((await farm.call('GET', `/v1/render/${film.id}`)).status).toBe(404);
});

test('logs go before their attempts, whole ones only, and those of what runs not at all', async () => {
  const [young, old, runs] = [await rendered(), await rendered(), await rendered()];
  await sql(`UPDATE jobs SET completed_at = NULL WHERE id = $1`, [runs.id]);
  for (const { id } of [young, old, runs])
    await sql(
      `INSERT INTO attempt_logs (attempt_id, job_id, starts_at, size_bytes, position, text, received_at)
       SELECT a.id, a.job_id, at, 2, at, 'x', now() - make_interval(days => 8 - at)
       FROM attempts a, unnest(ARRAY[0, 2]) AS at WHERE a.job_id = $1`,
      [id],
    );
  await age(young.id, 4);
  await age(old.id, 6);
  await sweep();
  const left = await sql<{ job_id: string }>('SELECT job_id FROM attempt_logs GROUP BY job_id');
  expect(new Set(left.map(({ job_id }) => job_id))).toEqual(new Set([young.id, runs.id]));
  expect(await count(`attempts WHERE job_id = '${old.id}'`)).toBe(1);
});

test('ended inspections go after a day with nothing of their asset; what runs stays', async () => {
  const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(200)]);
  const { uploadUrl } = (
    await farm.call<{ uploadUrl: string }>('POST', '/v1/assets/upload-url', {
      json: { name: 'a.png', type: 'image' },
    })
  ).body;
  await farm.call('PUT', uploadUrl, { body: bytes, as: 'nobody' });
  const [{ id } = { id: '' }] = await sql<{ id: string }>(`SELECT id FROM jobs WHERE kind = 'inspect'`);
  await sweep();
  expect(await count(`jobs WHERE id = '${id}'`)).toBe(1);
  const [thumbnail] = await sql<{ workspace_id: string }>('SELECT workspace_id FROM jobs WHERE id = $1', [
    id,
  ]);
  const key = `outputs/${thumbnail?.workspace_id}/${id}/a/thumbnail.jpg`;
  await farm.app.get(StorageService).write(key, Readable.from(['picture']));
  await sql(`UPDATE jobs SET state = 'completed', progress = 100 WHERE id = $1`, [id]);
  await age(id, 2);
  await sweep();
  expect(await count(`jobs WHERE id = '${id}'`)).toBe(0);
  expect(await isThere(key)).toBe(true);
});

test('webhook deliveries go when they have ended for long, audit entries by their age, keys after their day', async () => {
  const ws = farm.credentials.workspaceId;
  const delivery = (state: string, days: number) =>
    sql(
      `INSERT INTO webhook_deliveries (id, workspace_id, event_id, url, event, state, next_at, created_at, ended_at, test)
       VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'https://a.example/' || gen_random_uuid(), 'render.completed', $2,
         now() + interval '1 d', now(), CASE WHEN $2 = 'pending' THEN NULL ELSE now() - make_interval(days => $3::int) END, true)`,
      [ws, state, days],
    );
  for (const [state, days] of [
    ['delivered', 29],
    ['delivered', 31],
    ['dead', 31],
    ['pending', 31],
  ] as const)
    await delivery(state, days);
  await farm.call('POST', '/v1/api-keys', { as: 'bearer', json: { name: 'noted' } });
  await sql(`UPDATE audit_entries SET at = now() - interval '99 d'`);
  const kept = await count('audit_entries');
  await sql(
    `INSERT INTO audit_entries SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'at', now() - interval '101 d'))).*
     FROM audit_entries e LIMIT 1`,
  );
  const film = await rendered();
  await sql(
    `INSERT INTO idempotency_keys (workspace_id, route, key, body_hash, job_id, created_at)
     SELECT $1, 'r', k, 'h', $2, now() - make_interval(hours => k::int) FROM unnest(ARRAY['23', '25']) AS k`,
    [ws, film.id],
  );
  await sweep();
  const left = await sql<{ state: string }>('SELECT state FROM webhook_deliveries WHERE test ORDER BY state');
  expect(left.map(({ state }) => state)).toEqual(['delivered', 'pending']);
  expect(kept).toBeGreaterThan(0);
  expect(await count('audit_entries')).toBe(kept);
  expect(await sql('SELECT key FROM idempotency_keys')).toEqual([{ key: '23' }]);
});

test('a backlog of more than one batch goes in one sweep, whoever sweeps beside', async () => {
  const film = await rendered();
  await sql(
    `INSERT INTO idempotency_keys (workspace_id, route, key, body_hash, job_id, created_at)
     SELECT $1, 'many', n::text, 'h', $2, now() - interval '3 d' FROM generate_series(1, 350) AS n`,
    [farm.credentials.workspaceId, film.id],
  );
  const sweeper = farm.app.get(RetentionSweeper);
  const other = Object.assign(Object.create(RetentionSweeper.prototype) as RetentionSweeper, sweeper);
  await Promise.all([sweeper.sweep(), other.sweep()]);
  expect(await count(`idempotency_keys WHERE route = 'many'`)).toBe(0);
});
