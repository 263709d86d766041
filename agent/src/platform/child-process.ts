import { spawn, type ChildProcess as NodeChild } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { journal } from './journal.js';
import { ProgramJournal } from './program-journal.js';

/** How a program ended. `stderr` is its last lines. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

export interface ChildOptions {
  program: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Pipes that the program reads from fd 3 on. */
  extraPipes?: number;
  /** Stops the program: SIGTERM, then SIGKILL after `graceMs`. */
  signal?: AbortSignal;
  graceMs?: number;
  /** Bytes of stderr that are kept, the newest ones. */
  tailBytes?: number;
  /**
   * A process group of its own, killed whole. Off inside an attempt: the attempt is a group already, and its
   * parent must reach every program in it with one kill.
   */
  ownGroup?: boolean;
}

const GRACE_MS = 2000;
const TAIL_BYTES = 16 * 1024;
const living = new Set<RunningChild>();
let exitHook = false;

/** A program that was started. Whatever happens, it does not outlive this process. */
export class RunningChild {
  readonly stdout: Readable;
  /** Writable ends of fd 3, 4, … */
  readonly pipes: Writable[];
  /** Resolves when the program ended and its output was read; rejects only when it could not be started. */
  readonly ended: Promise<Ending>;
  private readonly child: NodeChild;
  private tail = Buffer.alloc(0);
  private timer: NodeJS.Timeout | undefined;
  private readonly journal: ProgramJournal | undefined;

  constructor(private readonly options: ChildOptions) {
    this.journal = journal.isHeard ? new ProgramJournal(options.program, options.args) : undefined;
    const extra = options.extraPipes ?? 0;
    this.child = spawn(options.program, [...options.args], {
      cwd: options.cwd,
      env: options.env,
      detached: options.ownGroup === true,
      stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: extra }, () => 'pipe' as const)],
    });
    this.stdout = this.child.stdio[1] as Readable;
    this.pipes = Array.from(
      { length: extra },
      (_, index) => this.child.stdio[3 + index] as unknown as Writable,
    );
    // A reader that went away shows in the program's ending; the pipe's own error says nothing more.
    for (const pipe of this.pipes) pipe.on('error', () => undefined);
    (this.child.stdio[2] as Readable).on('data', (chunk: Buffer) => this.keepTail(chunk));
    this.ended = this.waitForEnd();
    this.ended.catch(() => undefined);
    this.obey(options.signal);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Soft stop, then a hard kill after the grace time. */
  stop(): void {
    this.kill('SIGTERM');
    this.timer ??= setTimeout(() => this.kill('SIGKILL'), this.options.graceMs ?? GRACE_MS);
  }

  kill(signal: NodeJS.Signals): void {
    if (!living.has(this) || this.child.pid === undefined) return;
    try {
      process.kill(this.options.ownGroup ? -this.child.pid : this.child.pid, signal);
    } catch {
      // Already gone.
    }
  }

  private waitForEnd(): Promise<Ending> {
    living.add(this);
    installExitHook();
    return new Promise<Ending>((resolve, reject) => {
      this.child.once('error', (error) => {
        this.forget();
        reject(error);
      });
      this.child.once('close', (code, signal) => {
        this.forget();
        this.journal?.ended(code, signal);
        resolve({ code, signal, stderr: this.tail.toString('utf8') });
      });
    });
  }

  private forget(): void {
    living.delete(this);
    clearTimeout(this.timer);
  }

  private obey(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const stop = (): void => this.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const leave = (): void => signal.removeEventListener('abort', stop);
    this.ended.then(leave, leave);
  }

  private keepTail(chunk: Buffer): void {
    this.journal?.heard(chunk);
    const limit = this.options.tailBytes ?? TAIL_BYTES;
    this.tail = Buffer.concat([this.tail, chunk]).subarray(-limit);
  }
}

function installExitHook(): void {
  if (exitHook) return;
  exitHook = true;
  process.on('exit', () => {
    for (const child of living) child.kill('SIGKILL');
  });
}

export interface Output extends Ending {
  stdout: Buffer;
}

/** Runs a program to its end and keeps what it printed; `maxBytes` bounds stdout. */
export async function runChild(options: ChildOptions, maxBytes = 64 * 1024 * 1024): Promise<Output> {
  const child = new RunningChild(options);
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  const ending = await child.ended;
  return { ...ending, stdout: Buffer.concat(chunks) };
}
