import { execa } from 'execa';

/** How a program is started: always an argument list, never a shell; nothing of our environment is inherited. */
export interface Program {
  command: string;
  args: string[];
  /** Only without setpriv: the account to run as (needs root). */
  uid?: number;
  gid?: number;
}

export interface RunningProgram {
  pid: number | undefined;
  /** Settles when the process is gone; never rejects. */
  ended: Promise<{ code: number | undefined; signal: string | undefined; lastLines: string }>;
  signal(name: NodeJS.Signals): void;
}

const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };
/** Lines of output that are kept for an error message. */
const KEPT_LINES = 12;

/**
 * Starts a program in a process group of its own, so that Ctrl-C in our terminal does not reach it: we decide when it
 * ends. Its working directory is `/`. Every line it prints goes to `onLine`.
 */
export function startProgram(
  program: Program,
  onLine: (line: string) => void = () => undefined,
): RunningProgram {
  const last: string[] = [];
  const { command, args, uid, gid } = program;
  const child = execa(command, args, {
    cwd: '/',
    env: ENVIRONMENT,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    all: true,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const reading = readLines(child.all, (line) => {
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
    onLine(line);
  });
  const ended = child.then(async (result) => {
    await reading;
    const lastLines = last.join('\n') || (result.originalMessage ?? '');
    return { code: result.exitCode, signal: result.signal, lastLines };
  });
  return { pid: child.pid, ended, signal: (name) => void child.kill(name) };
}

/** Runs a program to its end; rejects with its last lines when it fails. */
export async function runProgram(program: Program): Promise<string> {
  const { code, lastLines } = await startProgram(program).ended;
  if (code !== 0)
    throw new Error(`${program.command} ${program.args.slice(0, 3).join(' ')}… failed: ${lastLines}`);
  return lastLines;
}

async function readLines(
  output: NodeJS.ReadableStream | undefined,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of output ?? []) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    }
  } catch {
    // the pipe broke with the process: what was read is all there is
  }
  if (rest !== '') onLine(rest);
}
