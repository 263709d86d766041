import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../setup/free-port.js';

export const ROOT = join(import.meta.dirname, '../..');

export type DaemonName = 'coordinator' | 'agent';

/** Longest wait for anything a test waits for, ms; generous, because CI machines are slow. */
const PATIENCE_MS = 50_000;

/** Looks again and again until `look` answers something. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  everyMs = 25,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** What the status of a render says; only what the tests read. */
export interface RenderStatus {
  status: string;
  stage: string;
  progress: number;
  error: string | null;
  url: string | null;
}

/** The two real daemons, as they are built in dist/, with folders and a port of their own. */
export class FarmDaemons {
  readonly folder = mkdtempSync(join(tmpdir(), 'framefarm-e2e-'));
  readonly data = join(this.folder, 'coordinator');
  readonly agentData = join(this.folder, 'agent');
  private readonly running = new Map<DaemonName, ChildProcess>();
  private port = 0;

  private constructor(private readonly env: Record<string, string>) {}

  /** `env`: settings for both. */
  static async start(env: Record<string, string> = {}): Promise<FarmDaemons> {
    const farm = new FarmDaemons(env);
    // The same port after every start: agents and clients know the farm by its address.
    farm.port = await freePort();
    await farm.start('coordinator');
    await farm.start('agent');
    return farm;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(name: DaemonName): Promise<void> {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, [join(ROOT, `dist/${name}/src/main.js`)], {
      env: { ...ownEnvironment(), ...this.settings(name), ...this.env },
      stdio: ['ignore', log, log],
    });
    this.running.set(name, child);
    if (name === 'coordinator') await until('the coordinator answers', () => this.healthy());
  }

  /** Dies on the spot, with no chance to tidy up. */
  async kill(name: DaemonName): Promise<void> {
    const child = this.running.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} does not run`);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    for (const name of ['agent', 'coordinator'] as const) {
      const child = this.running.get(name);
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  log(name: DaemonName): string {
    return readFileSync(join(this.folder, `${name}.log`), 'utf8')
      .split('\n')
      .slice(-8)
      .join('\n');
  }

  /** Every line that a daemon logged, as an object. */
  lines(name: DaemonName): Record<string, unknown>[] {
    return readFileSync(join(this.folder, `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  credentials(): { apiKey: string } {
    return JSON.parse(readFileSync(join(this.data, 'credentials.json'), 'utf8')) as { apiKey: string };
  }

  /** With the first key, or with a token of a person. */
  async call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const { apiKey } = this.credentials();
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? { 'x-api-key': apiKey } : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The status, or undefined while nobody answers. */
  async status(id: string): Promise<RenderStatus | undefined> {
    return this.call<RenderStatus>('GET', `/v1/render/${id}`).catch(() => undefined);
  }

  /** Published and unpublished files of results, below DATA/files. */
  outputs(): string[] {
    return filesBelow(join(this.data, 'files/outputs'));
  }

  /** Bytes of this job's result are on their way, or just arrived. */
  uploading(jobId: string): boolean {
    const arriving = filesBelow(join(this.data, 'files/.incoming')).length > 0;
    return arriving || this.outputs().some((file) => file.includes(jobId));
  }

  /** What attempts have left in the agent's folder. */
  workFolders(): string[] {
    const work = join(this.agentData, 'work');
    return existsSync(work) ? readdirSync(work) : [];
  }

  /** Processes that have anything to do with the agent's folder, the daemon itself left out. */
  strays(): string[] {
    const own = new Set([...this.running.values()].map((child) => String(child.pid)));
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && !own.has(pid))
      .flatMap((pid) => {
        try {
          const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          return line.includes(this.agentData) ? [`${pid} ${line}`] : [];
        } catch {
          return [];
        }
      });
  }

  private settings(name: DaemonName): Record<string, string> {
    return name === 'coordinator'
      ? {
          FRAMEFARM_DATA: this.data,
          FRAMEFARM_PORT: String(this.port),
          FRAMEFARM_LEASE_TTL: '6',
          FRAMEFARM_LOG_FORMAT: 'json',
        }
      : {
          FRAMEFARM_URL: this.url,
          FRAMEFARM_AGENT_DATA: this.agentData,
          FRAMEFARM_JOIN_TOKEN: readFileSync(join(this.data, 'join-token'), 'utf8').trim(),
          FRAMEFARM_LOG_FORMAT: 'json',
          FRAMEFARM_SLOTS: '1',
        };
  }

  private async healthy(): Promise<true | undefined> {
    const child = this.running.get('coordinator');
    if (child && (child.exitCode !== null || child.signalCode !== null))
      throw new Error(`the coordinator ended:\n${this.log('coordinator')}`);
    return fetch(`${this.url}/health`).then(
      (response) => (response.ok ? true : undefined),
      () => undefined,
    );
  }
}

/** Settings of the machine that runs the tests must not decide their outcome. */
export const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL'),
  );

export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch {
    return [];
  }
}
