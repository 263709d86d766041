import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { parseLogLine, type LogLine } from './log-line.js';
import { LogTail } from './log-tail.js';
import { markOf, type ProcessMark } from './process-facts.js';
import { nextStart } from './restart.policy.js';

export interface DaemonOptions {
  /** `coordinator`, `agent 1`: names the log file and the lines shown. */
  name: string;
  /** Compiled entry file. */
  program: string;
  /** Asked anew for each start. */
  env: () => NodeJS.ProcessEnv;
  logFile: string;
  /** Asks the running daemon whether it accepts work; `told` is true when it sent `{type: 'ready'}`. */
  isReady: (told: boolean) => Promise<boolean>;
  onLog: (name: string, line: LogLine) => void;
  onStart: () => void;
  /** It will not be started again; `words` are its last ones. */
  onGivenUp: (name: string, code: number | null, words: string[]) => void;
}

const READY_POLL_MS = 100;
const LARGEST_LOG = 20 * 2 ** 20;

/** One daemon that is kept running: started again when it dies, ended when asked to. */
export class Daemon {
  private child: ChildProcess | undefined;
  private ending = false;
  private wasReady = false;
  private toldReady = false;
  private endsBefore = 0;
  private retry: NodeJS.Timeout | undefined;
  private readonly words: string[] = [];
  private readonly tail: LogTail;

  constructor(private readonly options: DaemonOptions) {
    turnLog(options.logFile);
    this.tail = new LogTail(options.logFile, (line) => this.hear(line));
  }

  get mark(): ProcessMark | undefined {
    return this.child?.pid === undefined ? undefined : markOf(this.child.pid);
  }

  /**
   * The log file is the daemon's own standard output, so that it can go on writing when `up` is gone; it ends
   * itself when the channel closes. A group of its own keeps the terminal's Ctrl-C away from it, because `up` ends
   * the daemons in order.
   */
  start(): void {
    const log = openSync(this.options.logFile, 'a', 0o600);
    const startedAt = performance.now();
    const child = spawn(process.execPath, [this.options.program], {
      env: this.options.env(),
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    child.on('message', (message: { type?: string }) => {
      if (message?.type === 'ready') this.toldReady = true;
    });
    child.once('error', (error) => this.words.push(error.message));
    child.once('exit', (code) => this.ended(code, performance.now() - startedAt));
    this.options.onStart();
  }

  /** Resolves when it accepts work; rejects never, because a hopeless daemon is reported by onGivenUp. */
  async ready(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await this.options.isReady(this.toldReady)) {
        this.wasReady = true;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }

  /** Asks it to end, and ends it by force after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.ending = true;
    clearTimeout(this.retry);
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await exited;
      clearTimeout(force);
    }
    this.tail.stop();
  }

  /** A second request: no more patience. */
  hurry(): void {
    this.child?.kill('SIGTERM');
  }

  private ended(code: number | null, ranMs: number): void {
    if (this.ending) return;
    const next = nextStart({ code, ranMs, wasReady: this.wasReady, endsBefore: this.endsBefore });
    if (!next.again) {
      this.tail.stop();
      this.options.onGivenUp(this.options.name, code, this.words.slice(-5));
      return;
    }
    this.endsBefore = next.endsBefore;
    const message = `ended ${code === null ? 'by a signal' : `with exit code ${code}`}; starting it again`;
    this.options.onLog(this.options.name, { level: 40, message });
    this.retry = setTimeout(() => this.start(), next.waitMs);
  }

  private hear(text: string): void {
    const line = parseLogLine(text);
    if (line.level >= 50) this.words.push(line.message);
    if (this.words.length > 50) this.words.splice(0, 25);
    this.options.onLog(this.options.name, line);
  }
}

/** Makes the log file, and puts a large one aside. */
function turnLog(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  if (statSync(file).size <= LARGEST_LOG) return;
  renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a', 0o600));
}
