import { readdirSync, readFileSync } from 'node:fs';
import { pause } from './pause.js';

/** Environment variable that every process of an attempt inherits: its work folder. */
export const ATTEMPT_FOLDER = 'FARM_ATTEMPT_FOLDER';
const PAGE_BYTES = 4096;

const numbered = (): number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
};

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // gone meanwhile, or another user's
  }
};

/** Fields of /proc/<pid>/stat after the name (which may hold spaces): [0] state, [1] parent, [2] group, [19] start. */
const stat = (pid: number): string[] =>
  read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');

/** Living processes (zombies left out) that carry an attempt folder equal to `folder` or under it. */
export function processesOf(folder: string): number[] {
  const mark = `${ATTEMPT_FOLDER}=`;
  return numbered().filter((pid) => {
    if (pid === process.pid) return false;
    const held = read(pid, 'environ')
      .split('\0')
      .find((entry) => entry.startsWith(mark))
      ?.slice(mark.length);
    const ours = held !== undefined && (held === folder || held.startsWith(`${folder}/`));
    return ours && stat(pid)[0] !== 'Z';
  });
}

/** Resident bytes of a process group. Shared pages count once per process, so this is an upper bound. */
export function groupMemory(group: number): number {
  let pages = 0;
  for (const pid of numbered())
    if (Number(stat(pid)[2]) === group) pages += Number(read(pid, 'statm').split(' ')[1] ?? 0);
  return pages * PAGE_BYTES;
}

/** When a process started, in ticks since boot; with the pid it names one process for ever. '' when it is gone. */
export function startOf(pid: number): string {
  const fields = stat(pid);
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * Kills a process group and whatever left it (found by the mark in its environment), and waits until none is left.
 * Returns false when something survived, which only a process stuck in the kernel can.
 */
export async function killTree(group: number | undefined, folder: string, waitMs = 5000): Promise<boolean> {
  if (group !== undefined) send(-group, 'SIGKILL');
  const deadline = Date.now() + waitMs;
  for (;;) {
    const left = processesOf(folder);
    if (left.length === 0) return true;
    if (Date.now() > deadline) return false;
    for (const pid of left) send(pid, 'SIGKILL');
    await pause(20);
  }
}
