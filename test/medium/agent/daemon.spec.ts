import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { WIRE_VERSION } from '@farm/shared/wire';
import { startDaemon, type Daemon } from '../../../agent/src/daemon.js';
import { processesOf } from '../../../agent/src/platform/process-tree.js';
import { FakeCoordinator } from '../../fakes/fake-coordinator.js';
import { agentConfig, agentFile, anOrder, fixture, Folders, TYPESCRIPT, until } from './support.js';

// The first start of a daemon probes its encoders, which takes seconds on a busy machine.
jest.setTimeout(60_000);
const silent = pino({ level: 'silent' });
const entry = { path: fixture('bin/misbehaving-attempt.mjs') };
const FAKE_TOOLS = {
  FFMPEG_PATH: fixture('bin/fake-ffmpeg.mjs'),
  FFPROBE_PATH: fixture('bin/fake-ffmpeg.mjs'),
};
const folders = new Folders();
let farm: FakeCoordinator;
const daemons: Daemon[] = [];
const programs: ChildProcess[] = [];
let dataDir: string;

beforeEach(async () => {
  farm = await FakeCoordinator.start();
  dataDir = await folders.make();
});
afterEach(async () => {
  for (const daemon of daemons.splice(0)) {
    daemon.stop();
    daemon.stopNow();
    await daemon.over;
  }
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  await farm.stop();
  await folders.removeAll();
});

async function start(more: Record<string, string> = {}): Promise<Daemon> {
  const daemon = await startDaemon(agentConfig(farm.url, dataDir, { ...FAKE_TOOLS, ...more }), silent, {
    entry,
  });
  daemons.push(daemon);
  await daemon.ready;
  return daemon;
}
const work = (): string => join(dataDir, 'work');
const outbox = (): string[] => readdirSync(join(dataDir, 'outbox'));

test('joins once, keeps its credential to itself, says hello with what it measured', async () => {
  const daemon = await start();
  expect(farm.joins).toHaveLength(1);
  expect(farm.hellos[0]).toMatchObject({
    version: WIRE_VERSION,
    running: [],
    slots: [{ engine: 'cpu' }, { engine: 'io' }],
  });
  expect(farm.hellos[0]?.capabilities.encoders[0]).toMatchObject({ name: 'libx264', available: true });
  expect(statSync(join(dataDir, 'identity.json')).mode & 0o777).toBe(0o600);
  daemon.stop();
  await daemon.over;
  await start();
  expect(farm.joins).toHaveLength(1);
});

test('an offer is accepted, beats carry its progress, its report is told once and forgotten', async () => {
  await start();
  const order = anOrder('good');
  expect(await farm.offer(order)).toEqual({ accepted: true });
  const report = await until(() => farm.reports[0]);
  expect(report).toMatchObject({ event: 'attempt.done', payload: { attemptId: order.attemptId, token: 1 } });
  await until(() => outbox().length === 0);
  const shown = farm.beats.flatMap(({ attempts }) => attempts.map(({ progress }) => progress.percent));
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(readdirSync(work())).toEqual([]);
});

test('a second offer finds no slot; the same offer again is still accepted', async () => {
  await start({ FRAMEFARM_SLOTS: '1' });
  const order = anOrder('forever');
  expect(await farm.offer(order)).toEqual({ accepted: true });
  expect(await farm.offer(order)).toEqual({ accepted: true });
  expect(await farm.offer(anOrder('good'))).toMatchObject({ accepted: false, reason: 'no-slot' });
  expect(await farm.offer(anOrder('good', { engine: 'nvenc' }))).toMatchObject({ reason: 'unsupported' });
});

test('a report whose answer is lost is sent again, and survives a restart of the agent', async () => {
  farm.loseReports = 1000;
  const daemon = await start();
  const order = anOrder('crashes');
  await farm.offer(order);
  await until(() => farm.reports.length > 0);
  expect(outbox()).toEqual([`${order.attemptId}.json`]);
  daemon.stop();
  await daemon.over;
  expect(outbox()).toEqual([`${order.attemptId}.json`]);
  farm.loseReports = 0;
  farm.reports.length = 0;
  await start();
  expect(farm.hellos.at(-1)?.running).toEqual([
    { attemptId: order.attemptId, orderId: order.orderId, token: 1 },
  ]);
  expect(await until(() => farm.reports[0])).toMatchObject({
    event: 'attempt.failed',
    payload: { failure: { code: 'crashed' } },
  });
  await until(() => outbox().length === 0);
}, 40_000);

test('rendering goes on while the coordinator is away; hello then names the attempt', async () => {
  await start();
  const order = anOrder('forever');
  await farm.offer(order);
  await until(() => processesOf(work()).length >= 3);
  await farm.restart();
  await until(() => farm.hellos.length === 2);
  expect(farm.hellos[1]?.running.map(({ attemptId }) => attemptId)).toEqual([order.attemptId]);
  expect(farm.hellos[1]?.bootId).toBe(farm.hellos[0]?.bootId);
  expect(processesOf(work()).length).toBeGreaterThanOrEqual(3);
});

test('a lease that is gone at hello ends the attempt without a word', async () => {
  await start();
  const order = anOrder('forever');
  await farm.offer(order);
  await until(() => processesOf(work()).length >= 3);
  farm.verdicts[order.attemptId] = 'stop';
  farm.cut();
  await until(() => processesOf(work()).length === 0 && readdirSync(work()).length === 0);
  expect(farm.reports).toEqual([]);
});

test('say-hello is answered with hello on the same boot', async () => {
  await start();
  farm.sayHello = 1;
  await until(() => farm.hellos.length === 2);
  expect(farm.hellos[1]?.bootId).toBe(farm.hellos[0]?.bootId);
});

test('work.stop for a cancelled job is reported as cancelled', async () => {
  await start();
  const order = anOrder('forever');
  await farm.offer(order);
  const ref = { attemptId: order.attemptId, orderId: order.orderId, token: 1 };
  expect(await farm.send('work.stop', { ...ref, reason: 'cancelled' })).toEqual({ ok: true });
  expect(await until(() => farm.reports[0])).toMatchObject({ payload: { failure: { code: 'cancelled' } } });
});

test('a message that is not of the protocol is refused and changes nothing', async () => {
  await start();
  expect(await farm.send('drain', { mode: 'sideways' })).toMatchObject({ ok: false, code: 'bad-message' });
  expect(await farm.offer({} as never)).toMatchObject({ accepted: false, reason: 'invalid' });
});

test('drain now gives work back, and off takes it again', async () => {
  await start();
  await farm.offer(anOrder('forever'));
  farm.drain = 'now';
  expect(await until(() => farm.reports[0])).toMatchObject({
    payload: { failure: { code: 'agent-drained' } },
  });
  expect(await farm.offer(anOrder('good'))).toMatchObject({ accepted: false, reason: 'draining' });
  farm.drain = null;
  await until(async () => (await farm.offer(anOrder('good'))).accepted);
});

test('a stop within the deadline lets running work end, and takes no new work', async () => {
  const daemon = await start();
  await farm.offer(anOrder('good'));
  daemon.stop();
  expect(await farm.offer(anOrder('good'))).toMatchObject({ accepted: false, reason: 'draining' });
  await daemon.over;
  expect(farm.reports.map(({ event }) => event)).toEqual(['attempt.done']);
});

test('asked to measure anew, it says hello again with what it found', async () => {
  await start();
  expect(await farm.send('probe', {})).toEqual({ ok: true });
  const again = await until(() => farm.hellos[1], 30_000);
  expect(again.capabilities.encoders[0]).toMatchObject({ name: 'libx264', available: true });
  expect(again.bootId).toBe(farm.hellos[0]?.bootId);
});

test('after a failure of the card it measures anew, and offers only what still works', async () => {
  const card = join(await folders.make(), 'ffmpeg-nvenc');
  await symlink(FAKE_TOOLS.FFMPEG_PATH, card);
  await start({ FFMPEG_PATH: card });
  expect(farm.hellos[0]?.slots).toContainEqual(expect.objectContaining({ engine: 'nvenc' }));
  await writeFile(`${card}.broken`, '');
  expect(await farm.offer(anOrder('no-encoder', { engine: 'nvenc' }))).toEqual({ accepted: true });
  const again = await until(() => farm.hellos[1], 30_000);
  expect(farm.reports[0]).toMatchObject({ payload: { failure: { code: 'encoder-failed' } } });
  expect(again.slots.map(({ engine }) => engine)).toEqual(['cpu', 'io']);
  expect(await farm.offer(anOrder('good', { engine: 'nvenc' }))).toMatchObject({ reason: 'unsupported' });
  // A start after the repair knows nothing of the trouble.
  expect(readFileSync(join(dataDir, 'encoders.json'), 'utf8')).toContain(
    '"name":"h264_nvenc","codec":"h264","engine":"nvenc","available":true',
  );
});

test('a nearly full disk refuses work and says so in its beats', async () => {
  await start({ FRAMEFARM_DISK_RESERVE: '1000t' });
  expect(await farm.offer(anOrder('good'))).toMatchObject({ accepted: false, reason: 'disk-full' });
  const beat = await until(() => farm.beats.find(({ accepting }) => !accepting));
  expect(beat.notAcceptingReason).toContain('FRAMEFARM_DISK_RESERVE');
});

describe('as a process of its own', () => {
  const run = (env: Record<string, string>): ChildProcess => {
    const program = spawn(process.execPath, [...TYPESCRIPT, agentFile('main.ts')], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    programs.push(program);
    return program;
  };
  const words = (program: ChildProcess): (() => string) => {
    let text = '';
    program.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  };
  const settings = (): Record<string, string> => ({
    FRAMEFARM_URL: farm.url,
    FRAMEFARM_AGENT_DATA: dataDir,
    FRAMEFARM_JOIN_TOKEN: 'join-me',
    FRAMEFARM_DISK_RESERVE: '1',
  });
  const exit = (program: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => program.once('exit', (code) => resolve(code)));

  test('bad settings are all listed, and end with 78', async () => {
    const program = run({ FRAMEFARM_SLOTS: 'many', FRAMEFARM_SLOT: '1' });
    const text = words(program);
    expect(await exit(program)).toBe(78);
    expect(text()).toContain('FRAMEFARM_SLOTS:');
    expect(text()).toContain('did you mean FRAMEFARM_SLOTS?');
  }, 30_000);

  test('a refused join ends with 78 and the coordinator’s sentence', async () => {
    const program = run({ ...settings(), FRAMEFARM_JOIN_TOKEN: 'wrong' });
    const text = words(program);
    expect(await exit(program)).toBe(78);
    expect(text()).toContain('not valid here');
    expect(text()).not.toContain('at '); // a sentence, not a stack
  }, 30_000);

  test('killed with -9 it leaves no process; the next start sweeps the folder; the attempt is not claimed', async () => {
    const first = run(settings());
    const text = words(first);
    await until(() => text().includes('agent ready'), 30_000);
    // A real attempt whose "ffmpeg" never ends.
    const order = anOrder('long', {
      scene: { ...anOrder('long').scene, duration: 3000, width: 1920, height: 1080 },
    });
    expect(await farm.offer(order)).toEqual({ accepted: true });
    await until(() => processesOf(work()).length >= 2, 30_000); // the child and its ffmpeg
    const gone = exit(first);
    first.kill('SIGKILL');
    await gone;
    await until(() => processesOf(work()).length === 0, 5000);
    expect(readdirSync(work())).toHaveLength(1);
    await start();
    expect(readdirSync(work())).toEqual([]);
    expect(farm.hellos.at(-1)?.running).toEqual([]);
  }, 60_000);

  test('SIGTERM gives back what does not end in time and exits 0', async () => {
    const program = run({ ...settings(), FRAMEFARM_DRAIN_SECONDS: '1' });
    const text = words(program);
    await until(() => text().includes('agent ready'), 30_000);
    const order = anOrder('long', {
      scene: { ...anOrder('long').scene, duration: 3000, width: 1920, height: 1080 },
    });
    await farm.offer(order);
    await until(() => processesOf(work()).length >= 1);
    program.kill('SIGTERM');
    expect(await exit(program)).toBe(0);
    expect(farm.reports[0]).toMatchObject({ payload: { failure: { code: 'agent-drained' } } });
    expect(existsSync(join(dataDir, 'agent.lock'))).toBe(false);
    expect(processesOf(work())).toEqual([]);
  }, 60_000);

  test('an ffmpeg that stands still ends as ffmpeg-hung, and nothing of it is left', async () => {
    const stuck = join(await folders.make(), 'ffmpeg-stuck');
    await symlink(FAKE_TOOLS.FFMPEG_PATH, stuck);
    const tools = { ...FAKE_TOOLS, FFMPEG_PATH: stuck };
    const program = run({ ...settings(), ...tools, FRAMEFARM_STALL_SECONDS: '5' });
    const text = words(program);
    await until(() => text().includes('agent ready'), 30_000);
    await farm.offer(anOrder('film'));
    const report = await until(() => farm.reports[0], 40_000);
    expect(report).toMatchObject({ event: 'attempt.failed', payload: { failure: { code: 'ffmpeg-hung' } } });
    expect(processesOf(work())).toEqual([]);
    expect(readdirSync(work())).toEqual([]);
  }, 90_000);

  test('renders a real scene: a verified master, a poster and a sprite reach the farm', async () => {
    const program = run(settings());
    const text = words(program);
    await until(() => text().includes('agent ready'), 30_000);
    farm.busyUploads = 1;
    await farm.offer(anOrder('film'));
    const report = await until(() => farm.reports[0], 60_000);
    expect(report).toMatchObject({
      event: 'attempt.done',
      payload: { result: { facts: { frames: 30, width: 160, height: 90, videoCodec: 'h264' } } },
    });
    expect([...farm.stored.keys()].map((key) => key.split('/').at(-1))).toEqual([
      'master.mp4',
      'poster.jpg',
      'sprite.jpg',
    ]);
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1];
    expect(Number(rss)).toBeGreaterThan(0);
  }, 90_000);
});
