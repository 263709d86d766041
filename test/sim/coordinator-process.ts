import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../setup/free-port.js';

const ROOT = join(import.meta.dirname, '../..');

/** The built coordinator in a process of its own, always on the same port, so that it can be killed and come back. */
export class CoordinatorProcess {
  private child: ChildProcess | undefined;
  private port = 0;
  /** Spans in which it was away or had just come back, ms of `performance.now()`; the last one may be open. */
  readonly absences: { from: number; to: number }[] = [];

  constructor(
    readonly dataDir: string,
    private readonly settings: Record<string, string>,
    /** Of Node, e.g. `--cpu-prof`. */
    private readonly flags: readonly string[] = [],
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const log = openSync(join(this.dataDir, 'coordinator.log'), 'a');
    const child = spawn(process.execPath, [...this.flags, join(ROOT, 'dist/coordinator/src/main.js')], {
      env: {
        ...ownEnvironment(),
        FRAMEFARM_DATA: this.dataDir,
        FRAMEFARM_PORT: String(this.port),
        FRAMEFARM_LOG_LEVEL: 'warn',
        FRAMEFARM_LOG_FORMAT: 'json',
        ...this.settings,
      },
      stdio: ['ignore', 'pipe', log],
    });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said += String(chunk);
        if (said.includes('Framefarm ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the coordinator ended with ${code}:\n${this.log()}`)));
    });
  }

  /** Dies on the spot and comes back. `settleMs`: for so long after it, nobody can be judged. */
  async killAndRestart(settleMs: number): Promise<void> {
    const absence = { from: performance.now(), to: Infinity };
    this.absences.push(absence);
    await this.end('SIGKILL');
    await this.start();
    absence.to = performance.now() + settleMs;
  }

  /** Stops in order and starts with another setting, before anybody is served. */
  async startWith(setting: string, value: string): Promise<void> {
    await this.stop();
    this.settings[setting] = value;
    await this.start();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  log(): string {
    return readFileSync(join(this.dataDir, 'coordinator.log'), 'utf8').split('\n').slice(-20).join('\n');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** Settings of the machine that runs us must not decide the outcome. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL'),
  );
