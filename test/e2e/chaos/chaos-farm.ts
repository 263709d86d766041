import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FakeReceiver } from '../../fakes/fake-receiver.js';
import { freePort } from '../../setup/free-port.js';
import { runFolder } from '../../setup/run-folder.js';
import { Undo } from '../../setup/undo.js';
import { filesBelow, until } from '../farm-daemons.js';
import { BadLine } from './bad-line.js';
import { Daemon } from './daemon.js';
import { Ledger } from './ledger.js';
import { MovableClock } from './movable-clock.js';
import { canMount, SmallDisk } from './small-disk.js';
import { Sounds } from './sounds.js';

const AGENTS = 2;
/** Seconds; short, so that many leases are lost in a minute. */
const LEASE_TTL = 2;
/** The farm's own files keep 256 MiB free, whatever comes. */
const FARM_DISK_MB = 320;
const AGENT_DISK_MB = 64;

export interface ChaosAgent {
  name: string;
  daemon: Daemon;
  line: BadLine;
  data: string;
  disk: SmallDisk | undefined;
  clock: MovableClock | undefined;
}

/** How films are made: in one piece, or each in as many as it can be cut into (FRAMEFARM_CHUNKS). */
export type Films = 'never' | 'always';

/** A farm of real daemons with a bad line before each agent, its database apart, and a customer's servers. */
export class ChaosFarm {
  readonly agents: ChaosAgent[] = [];
  private apiKey = '';
  private films: Films = 'never';

  private constructor(
    readonly folder: string,
    readonly ledger: Ledger,
    readonly receiver: FakeReceiver,
    readonly sounds: Sounds,
    readonly coordinator: Daemon,
    private readonly port: number,
    readonly disk: SmallDisk | undefined,
    readonly clock: MovableClock | undefined,
    private readonly undo: Undo,
  ) {}

  static start(): Promise<ChaosFarm> {
    const undo = new Undo();
    return undo.unlessDone(() => ChaosFarm.startWith(undo));
  }

  private static async startWith(undo: Undo): Promise<ChaosFarm> {
    const folder = runFolder('chaos');
    undo.add(() => rmSync(folder, { recursive: true, force: true }));
    const data = join(folder, 'coordinator');
    mkdirSync(data);
    const disk = canMount() ? mounted(data, FARM_DISK_MB, undo) : undefined;
    const ledger = await Ledger.start(join(folder, 'postgres'));
    undo.add(() => ledger.stop());
    const receiver = await FakeReceiver.open();
    undo.add(() => receiver.close());
    const sounds = await Sounds.open();
    undo.add(() => sounds.close());
    const port = await freePort();
    const clock = MovableClock.make(join(folder, 'coordinator.clock'));
    const coordinator = new Daemon('coordinator', join(folder, 'coordinator.log'), {
      FRAMEFARM_DATA: data,
      FRAMEFARM_PORT: String(port),
      DATABASE_URL: ledger.url,
      FRAMEFARM_LEASE_TTL: String(LEASE_TTL),
      // What is proven is that nothing is lost, not that a farm gives up in time.
      FRAMEFARM_MAX_ATTEMPTS: '20',
      // The small disk of this farm is to be filled, not to be spared.
      FRAMEFARM_SPACE_RESERVE: '0',
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
      FRAMEFARM_LOG_FORMAT: 'json',
      FRAMEFARM_CHUNKS: 'never',
      ...clock?.env,
    });
    undo.add(() => coordinator.end('SIGTERM'));
    const farm = new ChaosFarm(folder, ledger, receiver, sounds, coordinator, port, disk, clock, undo);
    await farm.startCoordinator();
    const { apiKey } = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as { apiKey: string };
    farm.apiKey = apiKey;
    const token = readFileSync(join(data, 'join-token'), 'utf8').trim();
    for (let index = 0; index < AGENTS; index++) await farm.addAgent(`agent-${index}`, token);
    return farm;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get cutsFilms(): boolean {
    return this.films === 'always';
  }

  /** From now on: the coordinator starts anew with the setting. */
  async makeFilms(films: Films): Promise<void> {
    if (films === this.films) return;
    this.films = films;
    await this.coordinator.end('SIGTERM');
    this.coordinator.set('FRAMEFARM_CHUNKS', films);
    await this.startCoordinator();
  }

  get outputsFolder(): string {
    return join(this.folder, 'coordinator/files/outputs');
  }

  async startCoordinator(): Promise<void> {
    this.coordinator.start();
    await until('the coordinator answers', () =>
      fetch(`${this.url}/health`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
  }

  /** Rejects when nobody answers, or not with 2xx. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      signal: AbortSignal.timeout(10_000),
      headers: { 'x-api-key': this.apiKey, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Files that agents keep for attempts or have not reported yet. */
  agentLeftovers(): string[] {
    return this.agents.flatMap(({ data }) => [
      ...folders(join(data, 'work')),
      ...filesBelow(join(data, 'outbox')).filter((name) => name.endsWith('.json')),
    ]);
  }

  stop(): Promise<void> {
    return this.undo.run();
  }

  private async addAgent(name: string, token: string): Promise<void> {
    const data = join(this.folder, name);
    mkdirSync(data);
    const disk = this.disk ? mounted(data, AGENT_DISK_MB, this.undo) : undefined;
    const line = await BadLine.open(this.port);
    this.undo.add(() => line.close());
    const clock = MovableClock.make(join(this.folder, `${name}.clock`));
    const daemon = new Daemon('agent', join(this.folder, `${name}.log`), {
      FRAMEFARM_URL: line.url,
      FRAMEFARM_AGENT_DATA: data,
      FRAMEFARM_AGENT_NAME: name,
      FRAMEFARM_JOIN_TOKEN: token,
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
      FRAMEFARM_SLOTS: '1',
      FRAMEFARM_DRAIN_SECONDS: '1',
      FRAMEFARM_STALL_SECONDS: '5',
      FRAMEFARM_DISK_RESERVE: '8m',
      FRAMEFARM_LOG_FORMAT: 'json',
      ...clock?.env,
    });
    this.undo.add(() => daemon.end('SIGTERM'));
    daemon.start();
    this.agents.push({ name, daemon, line, data, disk, clock });
  }
}

function mounted(folder: string, megabytes: number, undo: Undo): SmallDisk {
  const disk = new SmallDisk(folder, megabytes);
  undo.add(() => disk.unmount());
  return disk;
}

function folders(path: string): string[] {
  try {
    return readdirSync(path).map((name) => join(path, name));
  } catch {
    return [];
  }
}
