import { testWith } from '../setup/test-with.js';
import { until, type RenderStatus } from './farm-daemons.js';
import { FarmFleet } from './farm-fleet.js';

jest.setTimeout(90_000);

const SECONDS = 6;

/** Painted text that moves on every frame: long enough for coordinators to come and go meanwhile. */
const SCENE = {
  name: 'wanderer',
  layers: [
    { type: 'composition', width: 1280, height: 720, fps: 30, sourceDuration: SECONDS },
    {
      type: 'text',
      text: 'Still here',
      start: 0,
      duration: SECONDS,
      style: { fontSize: 8, color: '#ffffff', fontFamily: 'Inter' },
      animations: [
        {
          property: 'rotation',
          keyframes: [
            { time: 0, value: 0 },
            { time: SECONDS, value: 360 },
          ],
        },
      ],
    },
  ],
};

const withFleet = testWith('redis-server', 'nginx');

describe('several coordinators', () => {
  let fleet: FarmFleet | undefined;
  afterEach(async () => {
    await fleet?.stop();
    fleet = undefined;
  });

  const submit = async (farm: FarmFleet, at: 'a' | 'b' | 'proxy'): Promise<string> =>
    (await farm.call<{ jobId: string }>(at, 'POST', '/v1/render', { videoJSON: SCENE })).jobId;
  const status = (farm: FarmFleet, at: 'a' | 'b' | 'proxy', id: string, query = '') =>
    farm.call<RenderStatus>(at, 'GET', `/v1/render/${id}${query}`);
  const reaches = (farm: FarmFleet, at: 'a' | 'b', id: string, percent: number) =>
    until(
      `${percent} % of the render`,
      async () => (await status(farm, at, id)).progress >= percent || undefined,
    );
  /** By long polls, as a client would; what it became. */
  const ends = (farm: FarmFleet, at: 'a' | 'proxy', id: string) =>
    until('the end of the render', async () => {
      const { status: now } = await status(farm, at, id, '?wait=20');
      return now === 'completed' || now === 'failed' ? now : undefined;
    });
  const attempts = async (farm: FarmFleet, id: string): Promise<string[]> =>
    (
      await farm.rows<{ state: string }>(`SELECT state FROM attempts WHERE job_id = $1 AND engine <> 'io'`, [
        id,
      ])
    ).map(({ state }) => state);

  withFleet('any of them, and Redis, may die: the work goes on where it is', async () => {
    fleet = await FarmFleet.start();
    await fleet.agent(['b', 'a']);
    const atB = await fleet.servedBy();
    const job = await submit(fleet, 'a');
    await reaches(fleet, 'a', job, 15);
    const ended = ends(fleet, 'a', job);
    await fleet.redis.kill();
    await fleet.kill('b');
    expect(await ended).toBe('completed');
    expect(await fleet.servedBy()).not.toBe(atB);
    // One attempt from beginning to end: the agent took its work along.
    expect(await attempts(fleet, job)).toEqual(['done']);

    // Back again: cancelled at B, stopped at A's agent.
    await fleet.redis.restart();
    await fleet.coordinator('b');
    const unwanted = await submit(fleet, 'b');
    await reaches(fleet, 'b', unwanted, 10);
    await fleet.call('b', 'POST', `/v1/render/${unwanted}/cancel`);
    const { folder } = fleet;
    await until(`no work folder below ${folder}`, () =>
      fleet?.workFolders().length === 0 ? true : undefined,
    );
    expect(await attempts(fleet, unwanted)).toEqual(['cancelled']);
    const { downloadUrl } = await fleet.call<{ downloadUrl: string }>(
      'b',
      'GET',
      `/v1/render/${job}/download-url`,
    );
    const film = await fetch(downloadUrl);
    expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    await film.arrayBuffer();
  });

  withFleet('one leaves in order: no request fails, its agent moves, its work goes on', async () => {
    fleet = await FarmFleet.start();
    await fleet.agent(['a', 'b']);
    const atA = await fleet.servedBy();
    const job = await submit(fleet, 'proxy');
    await reaches(fleet, 'b', job, 15);
    let isLeaving = true;
    const failures: string[] = [];
    const asking = (async (farm: FarmFleet) => {
      for (; isLeaving; await new Promise((resolve) => setTimeout(resolve, 10)))
        await status(farm, 'proxy', job).catch((error: unknown) => failures.push(String(error)));
    })(fleet);
    await fleet.kill('a', 'SIGTERM');
    isLeaving = false;
    await asking;
    expect(failures).toEqual([]);
    expect(await ends(fleet, 'proxy', job)).toBe('completed');
    expect(await fleet.servedBy()).not.toBe(atA);
    expect(await attempts(fleet, job)).toEqual(['done']);
    expect((await fleet.rows('SELECT id FROM coordinators')).length).toBe(1);
  });
});
