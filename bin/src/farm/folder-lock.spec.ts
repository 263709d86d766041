import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLock } from './folder-lock.js';
import { lives, markOf } from './process-facts.js';

let folder: string;
let sleeper: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(sleeper, 'spawn');
});

afterEach(async () => {
  const gone = sleeper.exitCode === null && sleeper.signalCode === null ? once(sleeper, 'exit') : undefined;
  sleeper.kill('SIGKILL');
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

const lockFile = () => join(folder, 'up.lock');
const hold = (owner: unknown, daemons: unknown[] = []) =>
  writeFileSync(lockFile(), JSON.stringify({ owner, daemons }));

describe('one `up` per folder', () => {
  test('a free folder is taken and given back', () => {
    const lock = new FolderLock(folder);
    expect(lock.take()).toEqual([]);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ owner: { pid: process.pid } });
    lock.release();
    expect(existsSync(lockFile())).toBe(false);
  });

  test('daemons that cannot be written down end nothing', () => {
    const lock = new FolderLock(folder);
    lock.take();
    // Root may write everywhere, but not over a folder.
    mkdirSync(`${lockFile()}.${process.pid}`);
    expect(() => lock.noteDaemons([])).not.toThrow();
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ owner: { pid: process.pid } });
  });

  test('a living holder is respected, by name', () => {
    hold(markOf(sleeper.pid ?? 0));
    expect(() => new FolderLock(folder).take()).toThrow(`process ${sleeper.pid}`);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ owner: { pid: sleeper.pid } });
  });

  test('a dead holder is followed, and its living daemons are named', async () => {
    const other = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    const dead = markOf(other.pid ?? 0);
    await once(other, 'exit');
    const daemon = markOf(sleeper.pid ?? 0);
    hold(dead, [daemon, dead]);
    expect(new FolderLock(folder).take()).toEqual([daemon]);
  });

  test('the same number with another start is another process', () => {
    hold({ pid: sleeper.pid, started: '1' });
    expect(lives({ pid: sleeper.pid ?? 0, started: '1' })).toBe(false);
    expect(new FolderLock(folder).take()).toEqual([]);
  });

  test('a note that is cut short holds nothing', () => {
    writeFileSync(lockFile(), '{"owner":{"pi');
    expect(new FolderLock(folder).take()).toEqual([]);
  });
});
