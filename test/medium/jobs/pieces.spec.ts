import { DataSource } from 'typeorm';
import type { OrderOf, WorkOrder } from '../../../shared/src/wire/index.js';
import { JobHistoryService, JobsService, PieceCache } from '../../../coordinator/src/jobs/index.js';
import { StorageService } from '../../../coordinator/src/storage/index.js';
import { StrandedPieces } from '../../../coordinator/src/jobs/pieces/stranded-pieces.service.js';
import { SystemClock } from '../../../coordinator/src/platform/clock.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { adminOf } from '../auth/people.support.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface Reply {
  jobId: string;
  status: string;
  stage: string;
  progress: number;
  error: string | null;
}
type Kind = 'plan' | 'chunk' | 'audio' | 'stitch' | 'whole';

/** A film is cut, its pieces are made by whoever has room, and joined; the job knows nothing of it. */
describe('films in pieces', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent;

  beforeEach(async () => {
    farm = await startTestCoordinator({
      env: { FRAMEFARM_CHUNKS: 'always', FRAMEFARM_MAX_ATTEMPTS: '2', FRAMEFARM_CHUNK_CACHE: '0' },
    });
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots: SLOTS });
  });
  afterEach(async () => {
    agent.drop();
    await farm.stop();
  });

  async function submit(): Promise<string> {
    const videoJSON = {
      name: 'film',
      layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 8 }],
    };
    const made = await farm.call<Reply>('POST', '/v1/render', { json: { videoJSON } });
    expect([made.status, made.text]).toEqual([200, expect.any(String)]);
    return made.body.jobId;
  }
  const status = async (id: string) => (await farm.call<Reply>('GET', `/v1/render/${id}`)).body;
  const orders = <K extends Kind>(jobId: string, kind: K): OrderOf<K>[] =>
    agent.offers.filter((one): one is OrderOf<K> => one.jobId === jobId && one.kind === kind);
  const order = <K extends Kind>(jobId: string, kind: K, index = 0): Promise<OrderOf<K>> =>
    eventually(`${kind} ${index} of ${jobId}`, () => orders(jobId, kind)[index]);

  const planned = (one: WorkOrder, keys = ['a', 'b', 'c']) =>
    agent.done(one, {
      kind: 'plan',
      files: [],
      frames: 240,
      pieces: [
        { range: { from: 0, to: 120 }, key: keys[0] ?? '', sources: [] },
        { range: { from: 120, to: 240 }, key: keys[1] ?? '', sources: [] },
      ],
      sound: { key: keys[2] ?? '', sources: [] },
      facts: {},
      warnings: [],
    });
  const drawn = async (one: OrderOf<'chunk'>, parameterSets = 'same') => {
    const { from, to } = one.range;
    const file = await agent.uploadOne(one, 'piece', 'piece.mp4', `frames ${from} to ${to}`);
    return agent.done(one, {
      kind: 'chunk',
      files: [file],
      frames: to - from,
      parameterSets,
      warnings: [{ code: 'font-missing', message: 'A font is missing.' }],
      renderedWith: {
        engine: 'cpu',
        encoder: 'libx264',
        ffmpeg: '8.0',
        renderSeconds: 2,
        totalSeconds: 3,
      },
    });
  };
  const heard = async (one: OrderOf<'audio'>) => {
    const file = await agent.uploadOne(one, 'piece', 'sound.m4a', 'the sound');
    return agent.done(one, { kind: 'audio', files: [file], samples: 384_000, warnings: [] });
  };
  async function make(id: string, keys?: string[]): Promise<OrderOf<'stitch'>> {
    await planned(await order(id, 'plan'), keys);
    await drawn(await order(id, 'chunk', 0));
    await drawn(await order(id, 'chunk', 1));
    await heard(await order(id, 'audio'));
    return order(id, 'stitch');
  }
  const contentOf = async (one: WorkOrder, key: string): Promise<string> => {
    const url = one.inputs.find((input) => input.key === key)?.grant?.url ?? '';
    return (await fetch(new URL(url, farm.url))).text();
  };

  test('plan, pieces and sound, join: then the job is published like any other', async () => {
    const id = await submit();
    const plan = await order(id, 'plan');
    expect(plan).toMatchObject({ engine: 'io', encoder: 'cpu', pieceFrames: 60 });
    await planned(plan);
    const first = await order(id, 'chunk', 0);
    const second = await order(id, 'chunk', 1);
    expect([first.range, second.range]).toEqual([
      { from: 0, to: 120 },
      { from: 120, to: 240 },
    ]);
    expect(first.engine).toBe('cpu');
    await agent.beat([{ order: first, percent: 50, framesDone: 60 }]);
    expect(await status(id)).toMatchObject({ status: 'rendering', progress: 23 });
    await drawn(second);
    expect(await status(id)).toMatchObject({ status: 'rendering', progress: 46 });
    await heard(await order(id, 'audio'));
    expect(orders(id, 'stitch')).toEqual([]);
    await drawn(first);
    const stitch = await order(id, 'stitch');
    expect(stitch).toMatchObject({ width: 320, height: 180, fps: { num: 30, den: 1 }, sound: true });
    expect(stitch.ranges).toEqual([first.range, second.range]);
    expect(await contentOf(stitch, 'chunk-0')).toBe('frames 0 to 120');
    expect(await contentOf(stitch, 'chunk-1')).toBe('frames 120 to 240');
    expect(await contentOf(stitch, 'audio')).toBe('the sound');
    await agent.finish(stitch);
    const done = await status(id);
    expect(done).toMatchObject({ status: 'completed', progress: 100 });
    const [row] = await farm.app
      .get(DataSource)
      .query<{ rendered_with: unknown; warnings: unknown[] }[]>(
        'SELECT rendered_with, warnings FROM jobs WHERE id = $1',
        [id],
      );
    expect(row?.rendered_with).toMatchObject({ encoder: 'libx264', renderSeconds: 4 });
    expect(row?.warnings).toEqual([{ code: 'font-missing', message: 'A font is missing.' }]);
  });

  test('what an earlier render made is not made again', async () => {
    await agent.finish(await make(await submit(), ['a', 'b', 'c']));
    const id = await submit();
    await planned(await order(id, 'plan'), ['a', 'other', 'c']);
    const chunk = await order(id, 'chunk');
    expect(chunk.range).toEqual({ from: 120, to: 240 });
    expect(await status(id)).toMatchObject({ progress: 46 });
    await drawn(chunk);
    const stitch = await order(id, 'stitch');
    expect(orders(id, 'chunk')).toHaveLength(1);
    expect(orders(id, 'audio')).toEqual([]);
    expect(await contentOf(stitch, 'chunk-0')).toBe('frames 0 to 120');
    await agent.finish(stitch);
    const again = await submit();
    await planned(await order(again, 'plan'), ['a', 'other', 'c']);
    await agent.finish(await order(again, 'stitch'));
    expect(await status(again)).toMatchObject({ status: 'completed' });
    expect(await farm.app.get(PieceCache).facts()).toMatchObject({ pieces: 4, hits: 5, misses: 4 });
  });

  test('a piece that does not fit its neighbours is made again', async () => {
    const id = await submit();
    await planned(await order(id, 'plan'));
    await drawn(await order(id, 'chunk', 0));
    const second = await order(id, 'chunk', 1);
    await drawn(second, 'other');
    const again = await order(id, 'chunk', 2);
    expect([again.range, again.token]).toEqual([second.range, 2]);
    await drawn(again);
    await heard(await order(id, 'audio'));
    await agent.finish(await order(id, 'stitch'));
    expect(await status(id)).toMatchObject({ status: 'completed' });
  });

  test('pieces that come to nothing: the film is made in one piece', async () => {
    const id = await submit();
    await planned(await order(id, 'plan'));
    const other = await order(id, 'chunk', 1);
    await agent.fail(await order(id, 'chunk', 0), 'encoder-failed');
    await agent.fail(await order(id, 'chunk', 2), 'encoder-failed');
    await eventually('the stop of the other piece', () =>
      agent.stops.find(({ attemptId }) => attemptId === other.attemptId),
    );
    const whole = await order(id, 'whole');
    expect(await drawn(other).catch(() => 'refused')).toBe('refused');
    await agent.finish(whole);
    expect(await status(id)).toMatchObject({ status: 'completed' });
    expect(orders(id, 'stitch')).toEqual([]);
    const letters = await (await adminOf(farm))<{ total: number }>('GET', '/dead-letters');
    expect(letters.body.total).toBe(0);
  });

  test('kept pieces that cannot be joined: the film is made in one piece, and nobody takes them again', async () => {
    const keys = ['a', 'b', 'c'];
    await agent.finish(await make(await submit(), keys));
    const id = await submit();
    await planned(await order(id, 'plan'), keys);
    await agent.fail(await order(id, 'stitch'), 'source-not-found', 'chunk-0: the file is not there.');
    await agent.finish(await order(id, 'whole'));
    expect(await status(id)).toMatchObject({ status: 'completed' });
    const next = await submit();
    await agent.finish(await make(next, keys));
    expect(orders(next, 'chunk')).toHaveLength(2);
    expect(await status(next)).toMatchObject({ status: 'completed' });
  });

  test('of kept pieces only those are taken that can be joined to each other', async () => {
    const first = await submit();
    await planned(await order(first, 'plan'), ['a', 'b', 'c']);
    await drawn(await order(first, 'chunk', 0), 'one');
    await drawn(await order(first, 'chunk', 1), 'one');
    const second = await submit();
    await planned(await order(second, 'plan'), ['d', 'e', 'f']);
    await drawn(await order(second, 'chunk', 0), 'two');
    const mixed = await submit();
    await planned(await order(mixed, 'plan'), ['d', 'a', 'c']);
    expect(await order(mixed, 'chunk')).toMatchObject({ kind: 'chunk' });
    // Everything that waits is offered before the agent goes: an offer without an answer is waited for.
    for (const id of [first, second, mixed]) await order(id, 'audio');
    await order(second, 'chunk', 1);
    expect(orders(mixed, 'stitch')).toEqual([]);
  });

  test('what a cancelled film left in pieces goes with the render', async () => {
    const id = await submit();
    await planned(await order(id, 'plan'));
    const done = await order(id, 'chunk', 0);
    await drawn(done);
    const lost = await order(id, 'chunk', 1);
    const { key } = await agent.uploadOne(lost, 'piece', 'piece.mp4', 'half a piece');
    await farm.call('POST', `/v1/render/${id}/cancel`);
    const storage = farm.app.get(StorageService);
    expect(await storage.stat(key)).toBeDefined();
    const { workspaceId } = (await farm.app.get(JobsService).byId(id)) ?? { workspaceId: '' };
    expect(await farm.app.get(JobHistoryService).remove(workspaceId, [id])).toEqual([id]);
    expect(await storage.stat(key)).toBeUndefined();
    expect(await farm.app.get(PieceCache).facts()).toMatchObject({ pieces: 1 });
  });

  test("a source that is the customer's mistake fails the film at once", async () => {
    const id = await submit();
    await agent.fail(await order(id, 'plan'), 'source-not-found', 'Layer 1 (video): the file is not there.');
    expect(await status(id)).toMatchObject({ status: 'failed', error: expect.stringMatching(/not there/) });
    expect(orders(id, 'whole')).toEqual([]);
  });

  test('cancelling ends all pieces, and an agent that dies loses only its own', async () => {
    const id = await submit();
    await planned(await order(id, 'plan'));
    await drawn(await order(id, 'chunk', 0));
    const lost = await order(id, 'chunk', 1);
    agent.die();
    await agent.connect();
    await agent.hello([]);
    const again = await order(id, 'chunk', 2);
    expect([again.range, again.token]).toEqual([lost.range, 2]);
    expect((await farm.call('POST', `/v1/render/${id}/cancel`)).status).toBe(200);
    await eventually('the stop', () => agent.stops.find(({ attemptId }) => attemptId === again.attemptId));
    const waiting = await farm.app
      .get(DataSource)
      .query(`SELECT id FROM work_orders WHERE job_id = $1 AND state IN ('waiting', 'running')`, [id]);
    expect(waiting).toEqual([]);
  });

  test('old pieces go with their files; those of unfinished films stay', async () => {
    await agent.finish(await make(await submit(), ['old', 'b', 'c']));
    const running = await submit();
    await planned(await order(running, 'plan'), ['new', 'b', 'c']);
    await drawn(await order(running, 'chunk'));
    const keys = await farm.app
      .get(DataSource)
      .query<{ key: string; storage_key: string }[]>('SELECT key, storage_key FROM pieces');
    const old = keys.find((one) => one.key === 'old')?.storage_key ?? '';
    const storage = farm.app.get(StorageService);
    expect(await storage.stat(old)).toBeDefined();
    const cache = farm.app.get(PieceCache);
    await cache.tidy();
    expect(await storage.stat(old)).toBeDefined();
    await farm.app.get(DataSource).query(`UPDATE pieces SET used_at = now() - interval '1 hour'`);
    await cache.tidy();
    expect(await storage.stat(old)).toBeUndefined();
    expect(await cache.facts()).toMatchObject({ pieces: 3 });
    await agent.finish(await order(running, 'stitch'));
    expect(await status(running)).toMatchObject({ status: 'completed' });
  });
});

class ShiftedClock extends SystemClock {
  shift = 0;
  override now(): number {
    return Date.now() + this.shift;
  }
}

test('pieces whose encoder went away with its agents are made by others, in one piece', async () => {
  const clock = new ShiftedClock();
  const farm = await startTestCoordinator({ env: { FRAMEFARM_CHUNKS: 'always' }, clock });
  const ready = (engine: 'nvenc' | 'cpu') =>
    FakeAgent.ready({
      url: farm.url,
      joinToken: farm.joinToken,
      engines: [engine],
      slots: [
        { engine, count: 1 },
        { engine: 'io', count: 1 },
      ],
      onOffer: ({ kind }) =>
        kind === 'chunk' ? { accepted: false, reason: 'not-ready', message: 'Not now.' } : { accepted: true },
    });
  const card = await ready('nvenc');
  const json = {
    videoJSON: {
      name: 'film',
      layers: [{ type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 8 }],
    },
  };
  const { jobId } = (await farm.call<Reply>('POST', '/v1/render', { json })).body;
  const plan = await card.offer();
  expect(plan).toMatchObject({ kind: 'plan', encoder: 'nvenc' });
  const ranges = [0, 60, 120, 180].map((from) => ({ from, to: from + 60 }));
  const pieces = ranges.map((range) => ({ range, key: `k${range.from}`, sources: [] }));
  await card.done(plan, {
    kind: 'plan',
    files: [],
    frames: 240,
    pieces,
    sound: null,
    facts: {},
    warnings: [],
  });
  await card.offer(1);
  card.drop();
  const processor = await ready('cpu');
  clock.shift += 60_000;
  const why = await farm.call<{ orders: object[] }>('GET', `/v1/render/${jobId}/why`);
  // The refused piece waits a little longer than the others: two groups.
  expect(why.body.orders).toContainEqual({
    orderId: expect.any(String) as string,
    kind: 'chunk',
    count: 3,
    reasons: [{ code: 'no-capable-agent', message: 'No connected agent can render 320x180 with nvenc.' }],
  });
  const stranded = farm.app.get(StrandedPieces);
  await stranded.look();
  expect(processor.offers).toEqual([]);
  clock.shift += 5 * 60_000;
  await stranded.look();
  const whole = await processor.offer();
  expect(whole).toMatchObject({ kind: 'whole', jobId });
  await processor.finish(whole);
  expect((await farm.call<Reply>('GET', `/v1/render/${jobId}`)).body.status).toBe('completed');
  processor.drop();
  await farm.stop();
}, 30_000);

const SLOTS = [
  { engine: 'cpu' as const, count: 4 },
  { engine: 'io' as const, count: 4 },
];
