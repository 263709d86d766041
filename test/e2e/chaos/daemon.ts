import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { descendantsOf } from '../../setup/process-tree.js';
import { ownEnvironment, ROOT } from '../farm-daemons.js';

/** One real daemon out of dist/, which is killed, frozen and started again. */
export class Daemon {
  private child: ChildProcess | undefined;

  constructor(
    private readonly program: 'coordinator' | 'agent',
    readonly logFile: string,
    private readonly env: Record<string, string>,
  ) {}

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`the ${this.program} was never started`);
    return this.child.pid;
  }

  get lives(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** For the next start. */
  set(setting: string, value: string): void {
    this.env[setting] = value;
  }

  start(): void {
    if (this.lives) return;
    const log = openSync(this.logFile, 'a');
    this.child = spawn(process.execPath, [join(ROOT, `dist/${this.program}/src/main.js`)], {
      env: { ...ownEnvironment(), ...this.env },
      stdio: ['ignore', log, log],
    });
  }

  signal(name: NodeJS.Signals): void {
    if (this.lives) process.kill(this.pid, name);
  }

  /** Waits until it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.child || !this.lives) return;
    const gone = once(this.child, 'exit');
    // A frozen process hears only SIGKILL.
    this.signal('SIGCONT');
    this.signal(signal);
    await gone;
  }

  /** Processes that it started, and theirs. */
  workers(): number[] {
    return this.lives ? descendantsOf(this.pid) : [];
  }

  lastLines(count = 12): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }
}
