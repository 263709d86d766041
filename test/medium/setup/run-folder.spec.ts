import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canMount, SmallDisk } from '../../e2e/chaos/small-disk.js';
import { runFolder } from '../../setup/run-folder.js';
import { Undo } from '../../setup/undo.js';

const KIND = `sweep${process.pid}`;
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** As a run would have left it whose process had this id. */
function leftBy(pid: number): string {
  const folder = mkdtempSync(join(tmpdir(), `framefarm-${KIND}-${pid}-`));
  made.push(folder);
  writeFileSync(join(folder, 'a.log'), 'left');
  return folder;
}
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

function next(): string {
  const folder = runFolder(KIND);
  made.push(folder);
  return folder;
}

test('a new run removes what a killed one has left, its processes too', async () => {
  const folder = leftBy(deadPid());
  const daemon = spawn('sleep', ['600'], {
    env: { ...process.env, FRAMEFARM_DATA: folder },
    stdio: 'ignore',
  });
  const gone = once(daemon, 'exit');
  expect(next()).toContain(`framefarm-${KIND}-${process.pid}-`);
  expect(await gone).toEqual([null, 'SIGKILL']);
  expect(existsSync(folder)).toBe(false);
});

test('runs that go on, and other kinds of them, are left alone', () => {
  const others = [leftBy(process.ppid), leftBy(process.pid)];
  runFolder('mount');
  next();
  expect(others.filter((folder) => !existsSync(folder))).toEqual([]);
});

(canMount() ? test : test.skip)('disks that a killed run has mounted are unmounted', () => {
  const folder = leftBy(deadPid());
  const data = join(folder, 'coordinator');
  mkdirSync(data);
  new SmallDisk(data, 1);
  next();
  expect(existsSync(folder)).toBe(false);
});

test('a start that fails half way ends what it had started, the last first, whatever one of them says', async () => {
  const undo = new Undo();
  const ended: string[] = [];
  const start = async (): Promise<void> => {
    undo.add(() => ended.push('database'));
    undo.add(() => Promise.reject(new Error('the line is stuck')));
    undo.add(async () => ended.push('agent'));
    await Promise.reject(new Error('no port'));
  };
  await expect(undo.unlessDone(start)).rejects.toThrow('no port');
  expect(ended).toEqual(['agent', 'database']);
  undo.add(() => Promise.reject(new Error('the disk is busy')));
  await expect(undo.run()).rejects.toThrow('the disk is busy');
});
