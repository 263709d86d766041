import { RunningChild, runChild } from './child-process.js';

const shell = (script: string) => ({ program: '/bin/sh', args: ['-c', script] });

test('keeps stdout, the end of stderr and the exit code', async () => {
  const output = await runChild({
    ...shell('echo out; echo first >&2; echo last >&2; exit 3'),
    tailBytes: 5,
  });
  expect(output).toMatchObject({ code: 3, signal: null, stderr: 'last\n' });
  expect(output.stdout.toString()).toBe('out\n');
});

test('a program that ignores SIGTERM is killed after its grace', async () => {
  const stop = new AbortController();
  const child = new RunningChild({
    ...shell('trap "" TERM; echo ready; while :; do sleep 0.05; done'),
    signal: stop.signal,
    graceMs: 50,
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  stop.abort();
  expect((await child.ended).signal).toBe('SIGKILL');
});

test('a group of its own dies whole', async () => {
  const child = new RunningChild({ ...shell('sleep 60 & echo ready; wait'), ownGroup: true });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  // The sleeping grandchild holds the same pipe: this resolves only when both are gone.
  expect((await child.ended).signal).toBe('SIGKILL');
});

test('a program that is not there rejects', async () => {
  await expect(runChild({ program: '/nowhere/ffmpeg', args: [] })).rejects.toThrow('ENOENT');
});

test('extra pipes reach the program as fd 3', async () => {
  const child = new RunningChild({ ...shell('cat <&3'), extraPipes: 1 });
  const text: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => text.push(data));
  child.pipes[0]?.end('through fd 3');
  await child.ended;
  expect(Buffer.concat(text).toString()).toBe('through fd 3');
});
