import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testTools } from '../setup/samples.js';
import { FarmDaemons, until } from './farm-daemons.js';

jest.setTimeout(90_000);

const SECONDS = 8;

/** A colour and moving words; the last two seconds may say something else. */
const scene = (last: string) => ({
  name: 'in pieces',
  layers: [
    {
      type: 'composition',
      width: 640,
      height: 360,
      fps: 30,
      sourceDuration: SECONDS,
      backgroundColor: '#102040',
    },
    ...[0, 2, 4, 6].map((start) => ({
      type: 'text',
      text: start === 6 ? last : `From ${start}`,
      start,
      duration: 2,
      style: { fontSize: 8, color: '#ffffff', fontFamily: 'Inter' },
      transitionIn: { transition: 'slideUp', duration: 1 },
    })),
  ],
});

describe('films in pieces on a real farm', () => {
  let farm: FarmDaemons;

  beforeAll(async () => {
    farm = await FarmDaemons.start({ FRAMEFARM_CHUNKS: 'always' });
  });
  afterAll(() => farm.stop());

  const submit = async (last: string): Promise<string> =>
    (await farm.call<{ jobId: string }>('POST', '/v1/render', { videoJSON: scene(last) })).jobId;

  async function completed(jobId: string): Promise<string> {
    await until('the film completes', async () => {
      const status = await farm.status(jobId);
      if (status?.status === 'failed') throw new Error(`${status.error}\n${farm.log('agent')}`);
      return status?.status === 'completed' || undefined;
    });
    const url = (await farm.status(jobId))?.url ?? '';
    const file = join(farm.folder, `${jobId}.mp4`);
    const { apiKey } = farm.credentials();
    const response = await fetch(new URL(url, farm.url), { headers: { 'x-api-key': apiKey } });
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    return file;
  }

  const frames = (file: string): number =>
    Number(
      execFileSync(testTools().ffprobe, [
        ...['-v', 'error', '-count_frames', '-select_streams', 'v:0'],
        ...['-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', file],
      ]).toString(),
    );

  const started = (kind: string): number =>
    farm.lines('coordinator').filter((line) => line.msg === 'attempt started' && line.kind === kind).length;

  const cuts = (): { pieces: number; cached: number }[] =>
    farm
      .lines('coordinator')
      .flatMap((line) => ('cached' in line ? [line as { pieces: number; cached: number }] : []));

  test('made through the death of both daemons, and a changed title makes one piece anew', async () => {
    const first = await submit('The end');
    await until('the second half is being drawn', () => started('chunk') > 2 || undefined);
    await Promise.all([farm.kill('agent'), farm.kill('coordinator')]);
    await farm.start('coordinator');
    await farm.start('agent');
    expect(frames(await completed(first))).toBe(SECONDS * 30);
    expect(cuts()).toMatchObject([{ pieces: 4, cached: 0 }]);
    // At least one of them began twice.
    expect(started('chunk')).toBeGreaterThan(4);
    const second = await submit('Finis');
    expect(frames(await completed(second))).toBe(SECONDS * 30);
    expect(cuts()[1]).toMatchObject({ pieces: 4, cached: 3 });
    await until('the work folders are gone', () => farm.workFolders().length === 0 || undefined);
  });
});
