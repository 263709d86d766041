import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testTools } from '../setup/samples.js';
import { FarmDaemons, until, type DaemonName } from './farm-daemons.js';

jest.setTimeout(60_000);

const SECONDS = 6;
const FPS = 30;
const FRAMES = SECONDS * FPS;

/** Painted text that moves on every frame: long enough to be killed in the middle of it. */
const SCENE = {
  name: 'unkillable',
  layers: [
    {
      type: 'composition',
      width: 1280,
      height: 720,
      fps: FPS,
      sourceDuration: SECONDS,
      backgroundColor: '#102040',
    },
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

type Moment = 'start' | 'middle' | 'upload';

describe('kill -9 loses nothing', () => {
  let farm: FarmDaemons;

  beforeAll(async () => {
    farm = await FarmDaemons.start();
  });
  afterAll(() => farm.stop());

  /** Renders, kills `victims` at `moment`, starts them again, and waits for the end. */
  async function renderThrough(victims: DaemonName[], moment: Moment): Promise<string> {
    const { jobId } = await farm.call<{ jobId: string }>('POST', '/v1/render', { videoJSON: SCENE });
    await until(`the ${moment} of the render`, () => reached(moment, jobId), moment === 'upload' ? 2 : 25);
    await Promise.all(victims.map((victim) => farm.kill(victim)));
    for (const victim of victims) await farm.start(victim);
    await completes(jobId);
    return jobId;
  }

  async function reached(moment: Moment, jobId: string): Promise<true | undefined> {
    // The upload of so short a film is over in milliseconds: looked for on the disk, where it is seen first.
    if (moment === 'upload') return farm.uploading(jobId) || undefined;
    const status = await farm.status(jobId);
    if (status?.status === 'failed') throw new Error(String(status.error));
    const here = moment === 'start' ? status?.status === 'rendering' : (status?.progress ?? 0) >= 35;
    return here || undefined;
  }

  /** Watches until the end: 100 and `completed` come together, and nothing else ends it. */
  async function completes(jobId: string): Promise<void> {
    await until('the job completes', async () => {
      const status = await farm.status(jobId);
      if (!status) return undefined;
      if (status.status === 'failed') throw new Error(`${status.error}\n${farm.log('agent')}`);
      expect(status.progress === 100).toBe(status.status === 'completed');
      return status.status === 'completed' ? true : undefined;
    });
  }

  async function frames(jobId: string): Promise<number> {
    const { downloadUrl } = await farm.call<{ downloadUrl: string }>(
      'GET',
      `/v1/render/${jobId}/download-url`,
    );
    const response = await fetch(downloadUrl);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    const file = join(farm.folder, 'out.mp4');
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    const args = [
      '-v',
      'error',
      '-count_frames',
      '-select_streams',
      'v:0',
      '-show_entries',
      'stream=nb_read_frames',
    ];
    return Number(execFileSync(testTools().ffprobe, [...args, '-of', 'csv=p=0', file], { encoding: 'utf8' }));
  }

  const both: DaemonName[] = ['coordinator', 'agent'];
  const table = ([['agent'], ['coordinator'], both] as DaemonName[][]).flatMap((victims) =>
    (['start', 'middle', 'upload'] as const).map((moment): [string, Moment, DaemonName[]] => [
      victims.join(' and '),
      moment,
      victims,
    ]),
  );

  test.each(table)('of the %s, at the %s of a render', async (_, moment, victims) => {
    const jobId = await renderThrough(victims, moment);
    expect(await frames(jobId)).toBe(FRAMES);
    // Exactly one attempt is published; what the others wrote is gone, and so are their folders and processes.
    await until('only the published files are left', () => {
      const attempts = new Set(
        farm
          .outputs()
          .filter((file) => file.includes(jobId))
          .map((file) => file.split('/')[2]),
      );
      return attempts.size === 1 ? true : undefined;
    });
    await until('no work folder is left', () => (farm.workFolders().length === 0 ? true : undefined));
    await until('no process is left', () => (farm.strays().length === 0 ? true : undefined));
  });
});
