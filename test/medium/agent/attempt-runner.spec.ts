import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress, WorkOrder } from '@farm/shared/wire';
import { attemptEnvironment } from '../../../agent/src/config.js';
import { AttemptRunner, type RunnerOptions } from '../../../agent/src/executor/attempt-runner.js';
import { processesOf } from '../../../agent/src/platform/process-tree.js';
import { WorkFolders } from '../../../agent/src/platform/workdir.js';
import { anOrder, fixture, Folders, until } from './support.js';

const folders = new Folders();
afterEach(() => folders.removeAll());

async function runnerFor(order: WorkOrder, more: Partial<RunnerOptions> = {}) {
  const root = join(await folders.make(), 'work');
  const seen: Progress[] = [];
  const runner = new AttemptRunner({
    order,
    settings: {
      coordinator: '',
      tools: { ffmpeg: '', ffprobe: '' },
      capabilities: {
        ffmpeg: { path: '', version: '', origin: 'system' },
        ffprobe: { path: '', version: '' },
        encoders: [],
        filters: [],
        decoders: [],
        maxWidth: 1,
        maxHeight: 1,
      },
      cores: 1,
      stallSeconds: 60,
      cacheDir: '',
      cacheLimit: 0,
      allowPrivate: [],
    },
    folders: new WorkFolders(root),
    entry: { path: fixture('bin/misbehaving-attempt.mjs') },
    environment: attemptEnvironment,
    memoryLimit: 0,
    uploadGrants: () => Promise.resolve({ ok: true, grants: [] }),
    inputGrants: () => Promise.resolve({ ok: true, grants: [] }),
    onProgress: (progress) => seen.push(progress),
    ...more,
  });
  return { runner, root, seen };
}

/** The promise of attempt-runner: no process, no folder. */
function expectNothingLeft(root: string): void {
  expect(processesOf(root)).toEqual([]);
  expect(readdirSync(root)).toEqual([]);
}

test('a cancelled attempt leaves no process and no folder, even of programs that left its group', async () => {
  const { runner, root, seen } = await runnerFor(anOrder('forever'));
  const ending = runner.run();
  await until(() => seen.length > 0 && processesOf(root).length >= 3);
  runner.stop('cancelled');
  expect(await ending).toEqual({
    kind: 'failed',
    failure: { code: 'cancelled', message: 'The render was cancelled.' },
  });
  expectNothingLeft(root);
});

test('a lost lease ends without a report', async () => {
  const { runner, root, seen } = await runnerFor(anOrder('forever'));
  const ending = runner.run();
  await until(() => seen.length > 0);
  runner.stop('lease-lost');
  runner.stop('cancelled'); // the first cause counts
  expect(await ending).toEqual({ kind: 'dropped' });
  expectNothingLeft(root);
});

test('a crash carries the last words of the child', async () => {
  const { runner, root } = await runnerFor(anOrder('crashes'));
  const outcome = await runner.run();
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'crashed', details: { code: 3 } } });
  expect(JSON.stringify(outcome)).toContain('badly wrong');
  expectNothingLeft(root);
});

test('a child that the kernel kills ran out of memory', async () => {
  const { runner } = await runnerFor(anOrder('killed'));
  expect(await runner.run()).toMatchObject({ failure: { code: 'out-of-memory' } });
});

test('an attempt that passes the memory limit is stopped', async () => {
  const { runner, root } = await runnerFor(anOrder('greedy'), { memoryLimit: 200 * 2 ** 20 });
  expect(await runner.run()).toMatchObject({
    failure: { code: 'out-of-memory', details: { memoryLimit: 200 * 2 ** 20 } },
  });
  expectNothingLeft(root);
});

test('the wall limit ends an attempt as timed-out', async () => {
  const { runner, root } = await runnerFor(
    anOrder('forever', { limits: { wallSeconds: 0.5, sourceBytes: 1 } }),
  );
  expect(await runner.run()).toMatchObject({ failure: { code: 'timed-out' } });
  expectNothingLeft(root);
});

test('a render without new frames is hung', async () => {
  const order = anOrder('hangs');
  const { runner: probe } = await runnerFor(order);
  const settings = { ...(probe as unknown as { options: RunnerOptions }).options.settings, stallSeconds: -3 };
  const { runner } = await runnerFor(order, { settings });
  expect(await runner.run()).toMatchObject({ failure: { code: 'ffmpeg-hung', details: { framesDone: 5 } } });
});

test('a good attempt is done, and its progress was heard in order', async () => {
  const { runner, root, seen } = await runnerFor(anOrder('good'));
  expect(await runner.run()).toMatchObject({ kind: 'done', result: { renderedWith: { ffmpeg: 'fake' } } });
  expect(seen.map(({ framesDone }) => framesDone)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expectNothingLeft(root);
});

test('no setting of the farm reaches the child', () => {
  const env = attemptEnvironment(
    { OWN: '1' },
    {
      PATH: '/bin',
      FRAMEFARM_JOIN_TOKEN: 'x',
      DATABASE_URL: 'y',
      AWS_SECRET_ACCESS_KEY: 'z',
      MY_API_KEY: 'k',
      LANG: 'C',
    },
  );
  expect(env).toEqual({ PATH: '/bin', LANG: 'C', OWN: '1' });
});

const root = process.getuid?.() === 0;
(root ? test : test.skip)('a full work disk ends as disk-full', async () => {
  const disk = await folders.make();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,nr_inodes=2', 'tmpfs', disk]);
  try {
    await mkdir(join(disk, 'work'));
    const { runner } = await runnerFor(anOrder('good'), { folders: new WorkFolders(join(disk, 'work')) });
    expect(await runner.run()).toMatchObject({ failure: { code: 'disk-full' } });
    expect(existsSync(join(disk, 'work'))).toBe(true);
  } finally {
    execFileSync('umount', [disk]);
  }
});
