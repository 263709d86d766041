import { readFile } from 'node:fs/promises';

/** Facts about a process that tell it from a later one with the same pid. */
export interface ProcessFacts {
  pid: number;
  /** Clock ticks since boot; undefined where there is no /proc. */
  startedAt?: string;
}

/** A process that runs (a zombie does not), or undefined. */
export async function findProcess(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' || startedAt === undefined ? undefined : { pid, startedAt };
  } catch (error) {
    if (process.platform === 'linux' && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return answersSignals(pid) ? { pid } : undefined;
  }
}

/** The command line of a process, or an empty text. */
export async function commandLineOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.replaceAll('\0', ' '),
    () => '',
  );
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
