import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Daemon } from './daemon.js';
import type { FolderLock } from './folder-lock.js';
import type { LogLine } from './log-line.js';
import { lives, signalTo, type ProcessMark } from './process-facts.js';

export interface LocalFarmOptions {
  /** Absolute. */
  folder: string;
  host: string;
  port: number;
  agents: number;
  lock: FolderLock;
  onLog: (name: string, line: LogLine) => void;
}

/** How long the daemons may take to end, beyond what their own settings grant to running work. */
const GRACE_MS = 10_000;
const DEFAULT_DRAIN_SECONDS = 30;
/** compiled: dist/bin/src/farm -> dist */
const DIST = join(import.meta.dirname, '../../..');

/** A coordinator and its agents on this machine, kept running until stop(). */
export class LocalFarm {
  readonly url: string;
  private readonly coordinator: Daemon;
  private readonly agents: Daemon[];
  private giveUp: (error: GivenUp) => void = () => undefined;
  /** Rejects when a daemon will not run. */
  readonly fate: Promise<never>;

  constructor(private readonly options: LocalFarmOptions) {
    const reachable = ['0.0.0.0', '::'].includes(options.host) ? '127.0.0.1' : options.host;
    this.url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${options.port}`;
    this.fate = new Promise((_, reject) => (this.giveUp = reject));
    this.fate.catch(() => undefined);
    mkdirSync(join(options.folder, 'logs'), { recursive: true });
    this.coordinator = this.makeCoordinator();
    this.agents = Array.from({ length: options.agents }, (_, i) => this.makeAgent(i + 1));
  }

  /** Starts everything in order; resolves when the farm accepts work. */
  async start(signal: AbortSignal): Promise<void> {
    this.coordinator.start();
    await Promise.race([this.coordinator.ready(signal), this.fate]);
    if (signal.aborted) return;
    for (const agent of this.agents) agent.start();
    const ready = Promise.all(this.agents.map((agent) => agent.ready(signal)));
    await Promise.race([ready, this.fate]);
  }

  /** The agents finish or hand back their work first, because they report it to the coordinator. */
  async stop(): Promise<void> {
    const drain = Number(process.env['FRAMEFARM_DRAIN_SECONDS'] ?? DEFAULT_DRAIN_SECONDS) * 1000;
    await Promise.all(this.agents.map((agent) => agent.stop(drain + GRACE_MS)));
    await this.coordinator.stop(GRACE_MS);
  }

  /** The second Ctrl-C. */
  hurry(): void {
    for (const agent of this.agents) agent.hurry();
  }

  private makeCoordinator(): Daemon {
    const { folder, host, port } = this.options;
    return this.daemon('coordinator', 'coordinator/src/main.js', {
      logFile: 'coordinator.log',
      env: () => ({ FRAMEFARM_DATA: folder, FRAMEFARM_HOST: host, FRAMEFARM_PORT: String(port) }),
      isReady: async () => {
        const answer = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(
          () => undefined,
        );
        return answer?.ok ?? false;
      },
    });
  }

  private makeAgent(number: number): Daemon {
    const { folder, agents } = this.options;
    const share = Math.max(1, Math.floor(availableParallelism() / agents));
    return this.daemon(agents === 1 ? 'agent' : `agent ${number}`, 'agent/src/main.js', {
      logFile: `agent-${number}.log`,
      env: () => ({
        FRAMEFARM_URL: this.url,
        FRAMEFARM_JOIN_TOKEN: readFileSync(join(folder, 'join-token'), 'utf8').trim(),
        FRAMEFARM_AGENT_DATA: join(folder, 'agents', String(number)),
        FRAMEFARM_AGENT_NAME: agents === 1 ? hostname() : `${hostname()}-${number}`,
        ...(agents > 1 && !process.env['FRAMEFARM_CORES'] ? { FRAMEFARM_CORES: String(share) } : {}),
      }),
      isReady: (told) => Promise.resolve(told),
    });
  }

  private daemon(
    name: string,
    program: string,
    own: {
      logFile: string;
      env: () => NodeJS.ProcessEnv;
      isReady: (told: boolean) => Promise<boolean>;
    },
  ): Daemon {
    return new Daemon({
      ...own,
      name,
      program: join(DIST, program),
      logFile: join(this.options.folder, 'logs', own.logFile),
      env: () => ({ ...process.env, ...own.env(), FRAMEFARM_LOG_FORMAT: 'json' }),
      onLog: this.options.onLog,
      onStart: () => this.noteDaemons(),
      onGivenUp: (daemon, code, words) => this.giveUp(new GivenUp(daemon, code, words)),
    });
  }

  private noteDaemons(): void {
    const marks = [this.coordinator, ...this.agents].map((daemon) => daemon.mark);
    this.options.lock.noteDaemons(marks.filter((mark) => mark !== undefined));
  }
}

/** A daemon ended and starting it again is pointless. */
export class GivenUp extends Error {
  constructor(
    readonly daemon: string,
    readonly code: number | null,
    readonly words: readonly string[],
  ) {
    super(`The ${daemon} does not run (exit code ${code ?? 'none'}).`);
  }
}

/**
 * Ends the daemons of an `up` that was killed. They got their SIGTERM when it died; a second one means "at once",
 * and nothing is lost by force, because work is resumed from the ledger.
 */
export async function endOrphans(orphans: readonly ProcessMark[]): Promise<void> {
  const wait = async (ms: number): Promise<boolean> => {
    for (const end = performance.now() + ms; performance.now() < end; await pause(100))
      if (!orphans.some(lives)) return true;
    return false;
  };
  if (orphans.length === 0 || (await wait(1_000))) return;
  for (const orphan of orphans) signalTo(orphan, 'SIGTERM');
  if (await wait(8_000)) return;
  for (const orphan of orphans) signalTo(orphan, 'SIGKILL');
  await wait(5_000);
}
