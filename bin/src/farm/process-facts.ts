import { readFileSync } from 'node:fs';

/** Names one process of this machine for good: process ids come again, their start times do not. */
export interface ProcessMark {
  pid: number;
  /** Clock ticks since boot, from /proc; absent where there is no /proc. */
  started?: string;
}

export function markOf(pid: number): ProcessMark {
  const started = startOf(pid);
  return started === undefined ? { pid } : { pid, started };
}

/** True while the very process that was marked lives. A zombie does not count. */
export function lives(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && sameStart(mark);
  }
  return sameStart(mark);
}

function sameStart(mark: ProcessMark): boolean {
  if (mark.started === undefined) return true;
  return startOf(mark.pid) === mark.started;
}

/** Field 22 of /proc/<pid>/stat, counted after the name, which may hold spaces; undefined for zombies too. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Sends a signal to a marked process; false when it is gone already. */
export function signalTo(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (!lives(mark)) return false;
  try {
    return process.kill(mark.pid, signal);
  } catch {
    return false;
  }
}
