import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeReceiver } from '../../fakes/fake-receiver.js';
import { freePort } from '../../setup/free-port.js';
import { filesBelow, until } from '../farm-daemons.js';
import { BadLine } from './bad-line.js';
import { Daemon } from './daemon.js';
import { Ledger } from './ledger.js';
import { MovableClock } from './movable-clock.js';
import { canMount, SmallDisk } from './small-disk.js';

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

/** A farm of real daemons with a bad line before each agent, its database apart, and a customer's receiver. */
export class ChaosFarm {
  readonly agents: ChaosAgent[] = [];
  private apiKey = '';

  private constructor(
    readonly folder: string,
    readonly ledger: Ledger,
    readonly receiver: FakeReceiver,
    readonly coordinator: Daemon,
    readonly url: string,
    readonly disk: SmallDisk | undefined,
    readonly clock: MovableClock | undefined,
  ) {}

  static async start(): Promise<ChaosFarm> {
    const folder = mkdtempSync(join(tmpdir(), 'framefarm-chaos-'));
    const disks = canMount();
    const data = join(folder, 'coordinator');
    mkdirSync(data);
    const disk = disks ? new SmallDisk(data, FARM_DISK_MB) : undefined;
    const ledger = await Ledger.start(join(folder, 'postgres'));
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
      ...clock?.env,
    });
    const url = `http://127.0.0.1:${port}`;
    const farm = new ChaosFarm(folder, ledger, await FakeReceiver.open(), coordinator, url, disk, clock);
    await farm.startCoordinator();
    const { apiKey } = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as { apiKey: string };
    farm.apiKey = apiKey;
    const token = readFileSync(join(data, 'join-token'), 'utf8').trim();
    for (let index = 0; index < AGENTS; index++) await farm.addAgent(`agent-${index}`, port, token, disks);
    return farm;
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

  async stop(): Promise<void> {
    await Promise.all(this.agents.map(({ daemon }) => daemon.end('SIGTERM')));
    await this.coordinator.end('SIGTERM');
    for (const { line } of this.agents) await line.close();
    await this.receiver.close();
    await this.ledger.stop();
    for (const disk of [this.disk, ...this.agents.map((agent) => agent.disk)]) disk?.unmount();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async addAgent(name: string, port: number, token: string, hasDisk: boolean): Promise<void> {
    const data = join(this.folder, name);
    mkdirSync(data);
    const disk = hasDisk ? new SmallDisk(data, AGENT_DISK_MB) : undefined;
    const line = await BadLine.open(port);
    const clock = MovableClock.make(join(this.folder, `${name}.clock`));
    const daemon = new Daemon('agent', join(this.folder, `${name}.log`), {
      FRAMEFARM_URL: line.url,
      FRAMEFARM_AGENT_DATA: data,
      FRAMEFARM_AGENT_NAME: name,
      FRAMEFARM_JOIN_TOKEN: token,
      FRAMEFARM_SLOTS: '1',
      FRAMEFARM_DRAIN_SECONDS: '1',
      FRAMEFARM_STALL_SECONDS: '5',
      FRAMEFARM_DISK_RESERVE: '8m',
      FRAMEFARM_LOG_FORMAT: 'json',
      ...clock?.env,
    });
    daemon.start();
    this.agents.push({ name, daemon, line, data, disk, clock });
  }
}

function folders(path: string): string[] {
  try {
    return readdirSync(path).map((name) => join(path, name));
  } catch {
    return [];
  }
}
