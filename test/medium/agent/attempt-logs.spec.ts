import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { OrderOf } from '@farm/shared/wire';
import { startDaemon, type Daemon } from '../../../agent/src/daemon.js';
import { FakeCoordinator } from '../../fakes/fake-coordinator.js';
import { agentConfig, anOrder, fixture, Folders, until } from './support.js';

// The first start of a daemon probes its encoders, which takes seconds on a busy machine.
jest.setTimeout(60_000);
const entry = { path: fixture('bin/misbehaving-attempt.mjs') };
const TOOLS = {
  FFMPEG_PATH: fixture('bin/fake-ffmpeg.mjs'),
  FFPROBE_PATH: fixture('bin/fake-ffmpeg.mjs'),
};
const folders = new Folders();
let farm: FakeCoordinator;
let dataDir: string;
let daemon: Daemon | undefined;

beforeEach(async () => {
  farm = await FakeCoordinator.start();
  dataDir = await folders.make();
});
afterEach(async () => {
  await stop();
  await farm.stop();
  await folders.removeAll();
});

async function start(): Promise<void> {
  daemon = await startDaemon(agentConfig(farm.url, dataDir, TOOLS), pino({ level: 'silent' }), { entry });
  await daemon.ready;
}

async function stop(): Promise<void> {
  daemon?.stop();
  daemon?.stopNow();
  await daemon?.over;
  daemon = undefined;
}

const files = (): string[] => readdirSync(join(dataDir, 'attempt-logs'));
const logOf = ({ attemptId }: OrderOf<'whole'>): string => farm.logs.get(attemptId) ?? '';
const without = (text: string): string[] => text.split('\n').map((line) => line.replace(/^\S+Z /, ''));

test('a running attempt is told of while it runs, and its end before its report', async () => {
  await start();
  const order = anOrder('talks');
  await farm.offer(order);
  await until(() => logOf(order).includes('a word on stderr'));
  expect(farm.reports).toEqual([]);
  await farm.send('work.stop', {
    attemptId: order.attemptId,
    orderId: order.orderId,
    token: 1,
    reason: 'cancelled',
  });
  await until(() => farm.reports[0]);
  expect(without(logOf(order))).toEqual([
    'whole on cpu: talks',
    'render began',
    "$ ffmpeg -i file:inputs/0 'https://example.com/a?[hidden]'",
    'still here',
    'a word on stderr',
    '3 lines were left out here: a log holds 256 KiB of them',
    'the attempt failed: cancelled: The render was cancelled.',
    '',
  ]);
  await until(() => files().length === 0);
});

test('pieces whose answer is lost are sent again and stand there once; the report does not wait for ever', async () => {
  await start();
  farm.losePieces = 1;
  const order = anOrder('crashes');
  await farm.offer(order);
  // The fake loses the answer: its report comes all the same, and the log is done with later.
  expect(await until(() => farm.reports[0])).toMatchObject({ payload: { failure: { code: 'crashed' } } });
  await until(() => files().length === 0);
  expect(farm.pieces.length).toBeGreaterThan(1);
  expect(without(logOf(order))).toEqual([
    'whole on cpu: crashes',
    'something went badly wrong',
    'the attempt failed: crashed: The render process ended unexpectedly (code 3).',
    '',
  ]);
});

test('the report is on disk before the end of the log is told, which may take for ever', async () => {
  await start();
  farm.losePieces = Infinity;
  const order = anOrder('crashes');
  await farm.offer(order);
  await until(() => logOf(order).includes('the attempt failed'));
  expect(readdirSync(join(dataDir, 'outbox'))).toEqual([`${order.attemptId}.json`]);
  farm.losePieces = 0;
  farm.cut();
  await until(() => farm.reports[0]);
});

test('what could not be told while the coordinator was away is told after a restart of the agent', async () => {
  await start();
  const order = anOrder('talks');
  await farm.offer(order);
  await until(() => logOf(order).includes('still here'));
  await farm.stop();
  await stop();
  expect(files()).toEqual([`${order.attemptId}.ended.log`]);
  farm = await FakeCoordinator.start(Number(new URL(farm.url).port));
  await start();
  await until(() => files().length === 0);
  // The coordinator lost what it had, so it wants all of it again.
  expect(without(logOf(order)).slice(0, 2)).toEqual(['whole on cpu: talks', 'render began']);
  expect(logOf(order)).toMatch(/ the attempt failed: agent-drained: .*\n$/);
});

test.each([
  ['that the attempt died', null, 'the agent was stopped here and started again; this attempt died with it'],
  [
    'how it ended when that is known',
    { code: 'crashed', message: 'It hung.' },
    'the attempt failed: crashed: It hung.',
  ],
])('the next daemon tells what a killed one had written, and %s', async (_, failure, end) => {
  const order = anOrder('talks');
  const ref = { attemptId: order.attemptId, orderId: order.orderId, token: 1 };
  mkdirSync(join(dataDir, 'outbox'));
  const report = { event: 'attempt.failed', payload: { ...ref, failure } };
  if (failure) writeFileSync(join(dataDir, 'outbox', `${order.attemptId}.json`), JSON.stringify(report));
  mkdirSync(join(dataDir, 'attempt-logs'));
  writeFileSync(
    join(dataDir, 'attempt-logs', `${order.attemptId}.log`),
    `${JSON.stringify(ref)}\n2026-11-24T12:00:00.000Z render began\n2026-11-24T12:00:0`,
  );
  writeFileSync(join(dataDir, 'attempt-logs', 'nonsense.log'), 'x\n');
  await start();
  await until(() => files().length === 0);
  expect(farm.pieces[0]).toMatchObject({ ...ref, offset: 0 });
  expect(without(logOf(order))).toEqual(['render began', end, '']);
});
