import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { FILE_REMOVAL_LOCK } from '../../../coordinator/src/platform/database/file-removal-lock.js';
import { Transactions } from '../../../coordinator/src/platform/database/transaction.js';
import { file, folder, RemovalsService, StorageService } from '../../../coordinator/src/storage/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

let farm: TestCoordinator;
beforeAll(async () => void (farm = await startTestCoordinator()));
afterAll(() => farm.stop());
beforeEach(() => sql('DELETE FROM removals'));
afterEach(() => jest.restoreAllMocks());

const sql = (text: string): Promise<{ tries: number; last_error: string }[]> =>
  farm.app.get(DataSource).query(text);
const removals = (): RemovalsService => farm.app.get(RemovalsService);
const storage = (): StorageService => farm.app.get(StorageService);
const write = (key: string) => storage().write(key, Readable.from(['bytes']));
const isThere = async (key: string) => (await storage().stat(key)) !== undefined;
const plan = (unwanted: Parameters<RemovalsService['plan']>[0]) =>
  farm.app.get(Transactions).run((tx) => removals().plan(unwanted, tx));

test('what was planned by a process that died goes with the next sweep', async () => {
  await write('outputs/w/j/a/master.mp4');
  await write('outputs/w/other/a/master.mp4');
  await plan([folder('outputs/w/j')]);
  expect(await isThere('outputs/w/j/a/master.mp4')).toBe(true);
  await removals().sweep();
  expect(await isThere('outputs/w/j/a/master.mp4')).toBe(false);
  expect(await isThere('outputs/w/other/a/master.mp4')).toBe(true);
  expect(await sql('SELECT * FROM removals')).toEqual([]);
});

test('a plan whose transaction is undone removes nothing', async () => {
  await write('outputs/w/kept/a/master.mp4');
  const undone = farm.app.get(Transactions).run(async (tx) => {
    await removals().plan([folder('outputs/w/kept')], tx);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await removals().sweep();
  expect(await isThere('outputs/w/kept/a/master.mp4')).toBe(true);
});

test('a storage that refuses is asked again, later each time, until it answers', async () => {
  await write('blobs/w/b/a.png');
  const refusing = jest.spyOn(storage(), 'remove').mockRejectedValueOnce(new Error('the bucket is away'));
  await removals().carryOut(await plan([file('blobs/w/b/a.png')]));
  expect(await sql('SELECT tries, last_error FROM removals WHERE due_at > now()')).toEqual([
    { tries: 1, last_error: 'the bucket is away' },
  ]);
  await removals().sweep();
  expect(refusing).toHaveBeenCalledTimes(1);
  await sql('UPDATE removals SET due_at = now()');
  await removals().sweep();
  expect(await isThere('blobs/w/b/a.png')).toBe(false);
  expect(await sql('SELECT * FROM removals')).toEqual([]);
});

test('a folder that a lost agent may still write to is removed once more afterwards', async () => {
  await write('outputs/w/late/a/one.mp4');
  const until = new Date(Date.now() + 3600_000);
  await removals().carryOut(await plan([folder('outputs/w/late', until)]));
  expect(await isThere('outputs/w/late/a/one.mp4')).toBe(false);
  await write('outputs/w/late/a/two.mp4');
  await removals().sweep();
  expect(await isThere('outputs/w/late/a/two.mp4')).toBe(true);
  await sql("UPDATE removals SET due_at = now() - interval '1 s', until = now() - interval '1 s'");
  await removals().sweep();
  expect(await isThere('outputs/w/late/a/two.mp4')).toBe(false);
  expect(await sql('SELECT * FROM removals')).toEqual([]);
});

test('while a backup copies, nothing goes', async () => {
  await write('outputs/w/copied/a/master.mp4');
  const backup = farm.app.get(DataSource).createQueryRunner();
  await backup.query('SELECT pg_advisory_lock($1)', [FILE_REMOVAL_LOCK]);
  try {
    await removals().carryOut(await plan([folder('outputs/w/copied')]));
    expect(await isThere('outputs/w/copied/a/master.mp4')).toBe(true);
  } finally {
    await backup.query('SELECT pg_advisory_unlock($1)', [FILE_REMOVAL_LOCK]);
    await backup.release();
  }
  await removals().sweep();
  expect(await isThere('outputs/w/copied/a/master.mp4')).toBe(false);
});

test('two coordinators that sweep at once remove each thing once', async () => {
  const keys = Array.from({ length: 60 }, (_, n) => `outputs/w/many/${n}`);
  await plan(keys.map(file));
  const removed = jest.spyOn(storage(), 'remove');
  const other = Object.assign(Object.create(RemovalsService.prototype) as RemovalsService, removals());
  await Promise.all([removals().sweep(), other.sweep()]);
  expect(removed.mock.calls.map(([key]) => key).sort()).toEqual([...keys].sort());
});
