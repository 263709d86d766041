import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { processesOf } from './process-tree.js';

/**
 * A new temporary folder of this run, with its process in the name. What killed runs of the same kind have left goes
 * first: their daemons, the disks that they mounted, their folders.
 */
export function runFolder(kind: string): string {
  for (const folder of deadFolders(kind)) removeRun(folder);
  return mkdtempSync(join(tmpdir(), `framefarm-${kind}-${process.pid}-`));
}

function deadFolders(kind: string): string[] {
  const ours = new RegExp(`^framefarm-${kind}-(\\d+)-`);
  return readdirSync(tmpdir()).flatMap((name) => {
    const pid = Number(ours.exec(name)?.[1] ?? process.pid);
    return isAlive(pid) ? [] : [join(tmpdir(), name)];
  });
}

export function removeRun(folder: string): void {
  for (const { pid } of processesOf(folder)) signal(pid, 'SIGKILL');
  for (const mount of mountsBelow(folder)) execFileSync('umount', ['-l', mount], { stdio: 'pipe' });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The innermost first. */
function mountsBelow(folder: string): string[] {
  if (!existsSync('/proc/mounts')) return [];
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place === folder || place.startsWith(folder + sep))
    .reverse();
}

const isAlive = (pid: number): boolean => signal(pid, 0);

/** Whether there is such a process; one of somebody else counts. */
function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, what);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
