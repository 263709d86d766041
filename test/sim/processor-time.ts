import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Processor seconds of the processes of a farm so far; 0 where /proc does not tell. */
export interface ProcessorTime {
  coordinator: number;
  database: number;
  simulator: number;
}

export function processorTime(coordinator?: number, database?: number): ProcessorTime {
  const children = database === undefined ? [] : childrenOf(database);
  return {
    coordinator: seconds(coordinator),
    database: [database, ...children].reduce((sum: number, pid) => sum + seconds(pid, pid === database), 0),
    simulator: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
  };
}

/** Each as a share of one core over `wallSeconds`, percent. */
export function percentOfCore(from: ProcessorTime, to: ProcessorTime, wallSeconds: number): ProcessorTime {
  const share = (part: keyof ProcessorTime) =>
    Math.round(((to[part] - from[part]) / wallSeconds) * 1000) / 10;
  return { coordinator: share('coordinator'), database: share('database'), simulator: share('simulator') };
}

/** Resident memory of a process, MiB. */
export function residentMb(pid: number | undefined): number | undefined {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Math.round(Number(line[1]) / 1024) : undefined;
  } catch {
    return undefined;
  }
}

/** `withEnded`: also that of its children which have ended. */
function seconds(pid: number | undefined, withEnded = false): number {
  const fields = statOf(pid);
  if (!fields) return 0;
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return (user + system + (withEnded ? endedUser + endedSystem : 0)) / TICKS_PER_SECOND;
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.[1] === String(pid))
    .map(Number);
}

/** Fields of /proc/<pid>/stat from the state on, so that a name with blanks does not matter. */
function statOf(pid: number | undefined): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
  } catch {
    return undefined;
  }
}
