import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { WorkOrder } from '../../../shared/src/wire/index.js';
import { eventually, FakeAgent, refOf } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type Reply, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf, personIn } from '../auth/people.support.js';

interface Logs {
  status: string;
  attempts: {
    number: number;
    order: string;
    agent: string | null;
    state: string;
    failure: { code: string; message: string } | null;
    bytes: number;
  }[];
  entries: { attempt: number; offset: number; text: string }[];
  nextOffset: number;
  more: boolean;
  ended: boolean;
}

const SCENE = {
  videoJSON: {
    name: 'logged',
    layers: [{ type: 'composition', width: 64, height: 64, fps: 25, sourceDuration: 1 }],
  },
};

// A retry waits a second or two.
jest.setTimeout(30_000);

let farm: TestCoordinator;
let agent: FakeAgent;
beforeAll(async () => {
  farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.0/8' } });
  agent = await newAgent('studio-1');
});
afterAll(async () => {
  agent.drop();
  await farm.stop();
});

const newAgent = (name: string, engine: 'cpu' | 'io' = 'cpu'): Promise<FakeAgent> =>
  FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, name, slots: [{ engine, count: 20 }] });

async function begun(): Promise<{ id: string; order: WorkOrder }> {
  const { body } = await farm.call<{ jobId: string }>('POST', '/v1/render', { json: SCENE });
  expect(body).toHaveProperty('jobId');
  const order = await eventually('its offer', () => agent.offers.find(({ jobId }) => jobId === body.jobId));
  await eventually('its start', async () => {
    await agent.beat([{ order, percent: 1 }]);
    return (await logs(body.jobId)).body.attempts.length > 0 || undefined;
  });
  return { id: body.jobId, order };
}

const say = (order: WorkOrder, offset: number, text: string, who = agent) =>
  who.ask('attempt.log', { ...refOf(order), offset, text });
const logs = (id: string, query = ''): Promise<Reply<Logs>> =>
  farm.call<Logs>('GET', `/v1/render/${id}/logs${query}`);
const asText = (id: string, query = '', more: Record<string, string> = {}) =>
  farm.call('GET', `/v1/render/${id}/logs${query}`, { headers: { accept: 'text/plain', ...more } });
const textOf = ({ body }: Reply<Logs>): string => body.entries.map(({ text }) => text).join('');

test('pieces are stored once and in order, whatever arrives twice or too early', async () => {
  const { id, order } = await begun();
  expect(await say(order, 0, 'one\n')).toEqual({ ok: true, next: 4 });
  // The answer got lost: the same again, and the same with more behind it.
  expect(await say(order, 0, 'one\n')).toEqual({ ok: true, next: 4 });
  expect(await say(order, 0, 'one\ntwo\n')).toEqual({ ok: true, next: 4 });
  // A gap is not stored.
  expect(await say(order, 9, 'later\n')).toEqual({ ok: true, next: 4 });
  expect(await say(order, 4, 'größer\n')).toEqual({ ok: true, next: 13 });
  const seen = await logs(id);
  expect(seen.body).toMatchObject({
    status: 'rendering',
    attempts: [{ number: 1, order: 'whole', agent: null, state: 'running', failure: null, bytes: 13 }],
    entries: [{ attempt: 1, offset: 0, text: 'one\ngrößer\n' }],
    nextOffset: 13,
    more: false,
    ended: false,
  });
  expect((await logs(id, '?offset=4')).body.entries).toEqual([{ attempt: 1, offset: 4, text: 'größer\n' }]);
  expect((await logs(id, '?offset=13')).body).toMatchObject({ entries: [], nextOffset: 13 });
});

test('the same piece sent twenty times at once is there once', async () => {
  const { id, order } = await begun();
  const answers = await Promise.all(Array.from({ length: 20 }, () => say(order, 0, 'once\n')));
  expect(new Set(answers.map((answer) => (answer.ok ? answer.next : answer.code)))).toEqual(new Set([5]));
  expect(textOf(await logs(id))).toBe('once\n');
});

test('an agent writes its own attempts only: not with another token, not those of others', async () => {
  const { id, order } = await begun();
  const other = await newAgent('other', 'io');
  const refused = { ok: false, code: 'unknown' };
  expect(await say(order, 0, 'mine?\n', other)).toMatchObject(refused);
  expect(await say({ ...order, token: order.token + 1 }, 0, 'mine?\n')).toMatchObject(refused);
  expect(await say({ ...order, orderId: randomUUID() }, 0, 'mine?\n')).toMatchObject(refused);
  expect(await say({ ...order, attemptId: randomUUID() }, 0, 'mine?\n')).toMatchObject(refused);
  expect(
    await agent.askRaw('attempt.log', { ...refOf(order), attemptId: 'nonsense', offset: 0, text: 'mine?\n' }),
  ).toMatchObject({ ok: false });
  for (const text of ['', 'nul \0\n', 'x'.repeat(40_000)])
    expect(await agent.askRaw('attempt.log', { ...refOf(order), offset: 0, text })).toMatchObject({
      ok: false,
      code: 'bad-message',
    });
  expect((await logs(id)).body).toMatchObject({ entries: [], attempts: [{ bytes: 0 }] });
  other.drop();
});

test('an attempt that was lost goes on with its own log, beside that of the next one', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'first\n');
  await agent.fail(order, 'ffmpeg-failed', 'It broke.');
  const next = await eventually('the second offer', () =>
    agent.offers.find((one) => one.orderId === order.orderId && one.token > order.token),
  );
  await say(next, 0, 'second\n');
  expect(await say(order, 6, 'first, late\n')).toEqual({ ok: true, next: 18 });
  expect(await agent.finish(next)).toMatchObject({ applied: true });
  expect(await say(next, 7, 'after the end\n')).toEqual({ ok: true, next: 21 });

  const all = await logs(id);
  expect(all.body.attempts).toMatchObject([
    { number: 1, state: 'failed', failure: { code: 'ffmpeg-failed', message: 'It broke.' }, bytes: 18 },
    { number: 2, state: 'done', failure: null, bytes: 21 },
  ]);
  expect(all.body.entries).toEqual([
    { attempt: 1, offset: 0, text: 'first\n' },
    { attempt: 2, offset: 0, text: 'second\n' },
    { attempt: 1, offset: 6, text: 'first, late\n' },
    { attempt: 2, offset: 7, text: 'after the end\n' },
  ]);
  expect(all.body.ended).toBe(true);
  expect((await logs(id, '?attempt=1')).body).toMatchObject({
    entries: [{ attempt: 1, offset: 0, text: 'first\nfirst, late\n' }],
    nextOffset: 18,
    ended: true,
  });
  expect(textOf(await logs(id, '?attempt=2&offset=7'))).toBe('after the end\n');
  // Who reads on learns whose log it is where that changes, be it at the offset.
  expect((await asText(id, '?offset=6')).text).toMatch(
    /^== attempt 2: whole \(cpu\) ==\nsecond\n== attempt 1/,
  );
  expect((await asText(id, '?offset=9')).text).toMatch(/^ond\n== attempt 1/);
  for (const number of ['0', '3', 'x']) {
    const reply = await farm.call<{ error: string }>('GET', `/v1/render/${id}/logs?attempt=${number}`);
    expect([reply.status, reply.body.error]).toEqual([404, expect.stringContaining('it has: 1, 2')]);
  }
});

test('as text each change of attempt has a headline, and the next offset is in a header', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'one\ntwo\n');
  const all = await asText(id);
  expect(all.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(all.headers.get('x-next-offset')).toBe('8');
  expect(all.text).toBe('== attempt 1: whole (cpu) ==\none\ntwo\n');
  expect((await asText(id, '?offset=4')).text).toBe('two\n');
  expect((await asText(id, '?attempt=1')).text).toBe('one\ntwo\n');
});

test('the names of machines are for the operator of the farm', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'one\n');
  const secret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
  expect((await asText(id, '', { 'x-admin-secret': secret })).text).toMatch(/ on studio-1 ==\n/);
  expect((await asText(id, '', { 'x-admin-secret': `${secret}x` })).text).not.toContain('studio-1');
  expect(JSON.stringify((await logs(id)).body)).not.toContain('studio-1');
});

test('of more attempts than are listed those that the log tells of are there', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'one\n');
  // Offered before it, as the numbers go: 1500 that were lost.
  await farm.app.get(DataSource).query(
    `INSERT INTO attempts SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
       'token', 10 + n, 'state', 'failed', 'ended_at', now(), 'created_at', now() - interval '1 h'))).*
     FROM attempts a, generate_series(1, 1500) AS n WHERE a.job_id = $1`,
    [id],
  );
  const { body } = await logs(id);
  expect(body.entries).toEqual([{ attempt: 1501, offset: 0, text: 'one\n' }]);
  expect(body.attempts).toHaveLength(1001);
  expect((await logs(id, '?attempt=1501')).body).toMatchObject({
    entries: [{ attempt: 1501 }],
    ended: false,
  });
});

test('a request that waits is answered by the next piece, and by the end', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'one\n');
  const waiting = logs(id, '?offset=4&wait=60');
  await say(order, 4, 'two\n');
  expect((await waiting).body).toMatchObject({ entries: [{ text: 'two\n' }], ended: false });
  const last = logs(id, '?offset=8&wait=60');
  const lastOfAttempt = logs(id, '?attempt=1&offset=8&wait=60');
  await agent.fail(order, 'source-undecodable', 'No film.');
  const ended = { entries: [], nextOffset: 8, ended: true };
  expect((await last).body).toMatchObject({ status: 'failed', ...ended });
  expect((await lastOfAttempt).body).toMatchObject(ended);
});

test('what has no end is cut: by the agent’s bound in parts, by the coordinator’s for good', async () => {
  const { id, order } = await begun();
  const piece = `${'x'.repeat(32 * 1024 - 1)}\n`;
  for (let i = 0; i < 16; i++) await say(order, i * piece.length, piece);
  expect(await say(order, 16 * piece.length, 'more\n')).toMatchObject({ ok: false, code: 'log-full' });
  const first = await logs(id);
  expect(first.body).toMatchObject({ more: true, nextOffset: 8 * piece.length, ended: false });
  const second = await logs(id, `?offset=${first.body.nextOffset}`);
  expect(second.body).toMatchObject({ more: false, nextOffset: 16 * piece.length });
  expect(textOf(first) + textOf(second)).toBe(piece.repeat(16));
});

test('another workspace finds nothing; a tool job has its own route', async () => {
  const { id, order } = await begun();
  await say(order, 0, 'private\n');
  const admin = await adminOf(farm);
  const workspaceId = (await admin<{ id: string }>('POST', '/workspaces', { name: 'B' })).body.id;
  const { token } = await personIn(farm, workspaceId, 'owner');
  const asB = { as: 'nobody' as const, headers: { authorization: `Bearer ${token}` } };
  for (const path of [`/v1/render/${id}/logs`, `/v1/tools/jobs/${id}/logs`])
    expect((await farm.call('GET', path, asB)).status).toBe(404);
  expect((await farm.call('GET', `/v1/tools/jobs/${id}/logs`)).status).toBe(404);

  const json = { inputUrl: 'https://example.com/a.mp4', config: { startTime: 0, endTime: 1 } };
  const tool = await farm.call<{ jobId: string }>('POST', '/v1/tools/trim-video/jobs', { json });
  const { jobId } = tool.body;
  const offered = await eventually('its offer', () => agent.offers.find((one) => one.jobId === jobId));
  await say(offered, 0, 'trimming\n');
  const seen = await farm.call<Logs>('GET', `/v1/tools/jobs/${jobId}/logs`);
  expect(textOf(seen)).toBe('trimming\n');
});

test('logs go with their job', async () => {
  const sql = async (text: string): Promise<number> =>
    ((await farm.app.get(DataSource).query(text)) as { count: number }[])[0]?.count ?? -1;
  const kept = await begun();
  await say(kept.order, 0, 'runs\n');
  await agent.fail(kept.order, 'source-undecodable', 'No film.');
  const count = `SELECT count(*)::int AS count FROM attempt_logs WHERE job_id = '${kept.id}'`;
  expect(await sql(count)).toBe(1);
  expect((await farm.call('DELETE', `/v1/renditions/${kept.id}`)).status).toBe(200);
  expect(await sql(count)).toBe(0);
  expect((await logs(kept.id)).status).toBe(404);
  expect(await say(kept.order, 5, 'too late\n')).toMatchObject({ ok: false, code: 'unknown' });
});
