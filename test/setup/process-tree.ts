import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** What runs on this machine now; who ended while we looked is left out. */
function everyProcess(): Process[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

export function descendantsOf(pid: number): number[] {
  const all = everyProcess();
  const found = [pid];
  for (const one of found) found.push(...all.filter(({ parent }) => parent === one).map(({ pid: id }) => id));
  return found.slice(1);
}

/** Processes whose command names this text, e.g. a folder. */
export const processesThatName = (text: string): Process[] =>
  everyProcess().filter(({ command, pid }) => command.includes(text) && pid !== process.pid);

/** Processes that were started for this folder: their command or their environment names it. */
export const processesOf = (folder: string): Process[] =>
  everyProcess().filter(
    ({ command, pid }) =>
      pid !== process.pid && (command.includes(folder) || environmentOf(pid).includes(folder)),
  );

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Ended meanwhile, or somebody else's.
    return '';
  }
}
