import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeMeters } from '../../../agent/src/metrics/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(60_000);

const TOKEN = 'a-token-for-prometheus';
const DOCS = join(import.meta.dirname, '../../../docs/operations.md');
const SCENE = {
  name: 'Measured',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
};

/** `name{labels} value` -> value. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line): [string, number] => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** Our metrics: name -> type, from what is served or from the table. */
const servedTypes = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^# TYPE (framefarm_\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
const documentedTypes = (): Map<string, string> =>
  new Map(
    [...readFileSync(DOCS, 'utf8').matchAll(/^\| `(framefarm_\w+)`\s*\| (\w+)/gm)].map(
      ([, name = '', type = '']) => [name, type],
    ),
  );

describe('GET /metrics of the coordinator', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;
  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_METRICS_TOKEN: TOKEN } });
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  });
  afterAll(async () => {
    agent.drop();
    await farm.stop();
  });

  const scrape = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
    farm.call('GET', '/metrics', { as: 'nobody', headers });
  const read = async (): Promise<Map<string, number>> => valuesOf((await scrape()).text);

  test('takes its token or the admin secret, and nothing else', async () => {
    const adminSecret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
    expect((await scrape()).status).toBe(200);
    expect((await scrape({ 'x-admin-secret': adminSecret })).status).toBe(200);
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { 'x-admin-secret': 'wrong' },
      { 'x-api-key': farm.credentials.apiKey },
      { authorization: `Bearer ${adminSecret}` },
    ] as Record<string, string>[])
      expect(await scrape(headers)).toMatchObject({
        status: 401,
        body: { error: expect.any(String) as string },
      });
    const person = await farm.call('GET', '/metrics', { as: 'bearer' });
    expect(person.status).toBe(401);
    expect(person.text).not.toContain('framefarm_jobs');
  });

  test('counts what happened: a job that waited, ran and ended', async () => {
    await farm.call('POST', '/v1/render', { json: { videoJSON: SCENE } });
    const first = await agent.offer(0);
    await agent.beat([{ order: first, percent: 10 }]);
    await farm.call('POST', '/v1/render', { json: { videoJSON: SCENE } });
    const busy = await read();
    expect(Object.fromEntries(busy)).toMatchObject({
      'framefarm_jobs{kind="render",state="rendering"}': 1,
      'framefarm_jobs{kind="render",state="pending"}': 1,
      'framefarm_orders_waiting{lane="render"}': 1,
      'framefarm_orders_waiting{lane="io"}': 0,
      'framefarm_agents{presence="online",state="ready"}': 1,
      'framefarm_slots{engine="cpu"}': 1,
      'framefarm_slots_taken{engine="cpu"}': 1,
      'framefarm_leases_total{engine="cpu"}': 1,
      'framefarm_offers_total{answer="accepted"}': 1,
      framefarm_ledger_up: 1,
      framefarm_webhooks_pending: 0,
    });
    expect(busy.get('framefarm_orders_oldest_waiting_seconds{lane="render"}')).toBeGreaterThan(0);

    await agent.finish(first);
    const second = await agent.offer(1);
    await agent.fail(second, 'source-not-found');
    await eventually('both ended', async () => {
      const now = await read();
      return now.get('framefarm_jobs_ended_total{state="failed"}') === 1 ? true : undefined;
    });
    const after = Object.fromEntries(await read());
    expect(after).toMatchObject({
      'framefarm_jobs_ended_total{state="completed"}': 1,
      'framefarm_attempts_ended_total{outcome="done",code="none"}': 1,
      'framefarm_attempts_ended_total{outcome="failed",code="source-not-found"}': 1,
      'framefarm_render_seconds_total{engine="cpu"}': 1,
      'framefarm_slots_taken{engine="cpu"}': 0,
      'framefarm_orders_oldest_waiting_seconds{lane="render"}': 0,
    });
    expect(after).not.toHaveProperty('framefarm_jobs{kind="render",state="rendering"}');
  });

  test('labels are words of ours: no id, no path, no name of a caller', async () => {
    const id = (await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON: SCENE } })).body
      .jobId;
    await farm.call('GET', `/v1/render/${id}`);
    await farm.call('GET', '/made-up/by/somebody');
    await farm.call('PROPFIND', '/health');
    const { text } = await scrape();
    expect(text).not.toContain(id);
    expect(text).not.toContain('made-up');
    expect(text).not.toContain('PROPFIND');
    const names = [...valuesOf(text).keys()].filter((name) =>
      name.startsWith('framefarm_http_request_seconds_count'),
    );
    expect(names).toEqual(expect.arrayContaining([expect.stringContaining('route="/v1/render/:id"')]));
    expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/route="none",status="4xx"/)]));
  });

  test('shows the process too', async () => {
    expect([...(await read()).keys()]).toEqual(
      expect.arrayContaining([
        'process_resident_memory_bytes',
        expect.stringContaining('nodejs_eventloop_lag'),
      ]),
    );
  });

  test('the table in docs/operations.md names each metric of both daemons with its type, and no other', async () => {
    const facts = { connected: true, state: 'ready', slots: [], taken: [], unsent: 0, vitals: {} };
    const agents = await (await makeMeters()).text(facts);
    const served = new Map([...servedTypes((await scrape()).text), ...servedTypes(agents)]);
    expect(served.size).toBeGreaterThan(20);
    expect([...served].sort()).toEqual([...documentedTypes()].sort());
  });
});
