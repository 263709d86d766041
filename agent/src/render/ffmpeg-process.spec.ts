import { FfmpegProcess } from './ffmpeg-process.js';

const run = (
  script: string,
  more: { stallSeconds?: number; signal?: AbortSignal; onProgress?: (frames: number) => void } = {},
) =>
  new FfmpegProcess({
    program: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    extraPipes: 0,
    stallSeconds: 30,
    ...more,
  });

test('reports frames as they come out', async () => {
  const seen: number[] = [];
  const script = 'printf "frame=3\\nfps=30\\nprogress=continue\\nframe=9\\nprogress=end\\n"';
  await run(script, { onProgress: (frames) => seen.push(frames) }).finished();
  expect(seen).toEqual([3, 9]);
});

test('no new frame for the stall time is a hang, even when it keeps talking', async () => {
  const script = 'while :; do echo frame=1; echo progress=continue; sleep 0.02; done';
  await expect(run(script, { stallSeconds: 0.2 }).finished()).rejects.toMatchObject({ code: 'ffmpeg-hung' });
});

test('a full disk, a kill and an unknown end are typed, with the last lines kept', async () => {
  await expect(run('echo "No space left on device" >&2; exit 1').finished()).rejects.toMatchObject({
    code: 'disk-full',
    details: { exitCode: 1, stderr: 'No space left on device\n' },
  });
  await expect(run('kill -9 $$').finished()).rejects.toMatchObject({ code: 'out-of-memory' });
  await expect(run('exit 4').finished()).rejects.toMatchObject({ code: 'ffmpeg-failed' });
});

test('a cancelled render stops its ffmpeg and says so', async () => {
  const stop = new AbortController();
  const process = run('exec sleep 60', { signal: stop.signal });
  stop.abort();
  await expect(process.finished()).rejects.toMatchObject({ code: 'cancelled' });
});

test('a program that cannot be started is ours to mend', async () => {
  const missing = new FfmpegProcess({
    program: '/nowhere/ffmpeg',
    args: [],
    cwd: '/',
    extraPipes: 0,
    stallSeconds: 5,
  });
  await expect(missing.finished()).rejects.toMatchObject({ code: 'internal' });
});
