import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { admin, databaseUrl, startDatabaseServer } from '../setup/database-server.js';
import { freePort } from '../setup/free-port.js';
import { startRedis, type TestRedis } from '../setup/redis.js';
import { runFolder } from '../setup/run-folder.js';
import { Undo } from '../setup/undo.js';
import { until } from './farm-daemons.js';

const ROOT = join(import.meta.dirname, '../..');
const API_KEY = 'the-key-of-the-whole-fleet';
const JOIN_TOKEN = 'vf_join_of_the_whole_fleet';

export type Member = 'a' | 'b' | 'agent' | 'proxy';

/** Two real coordinators on one PostgreSQL and one Redis, an agent, and nginx before them with deploy/nginx.conf. */
export class FarmFleet {
  private readonly running = new Map<Member, ChildProcess>();
  private readonly ports: Record<'a' | 'b' | 'proxy', number>;

  private constructor(
    readonly folder: string,
    private readonly database: string,
    readonly redis: TestRedis,
    ports: number[],
    private readonly undo: Undo,
  ) {
    const [a = 0, b = 0, proxy = 0] = ports;
    this.ports = { a, b, proxy };
  }

  static start(): Promise<FarmFleet> {
    const undo = new Undo();
    return undo.unlessDone(() => FarmFleet.startWith(undo));
  }

  private static async startWith(undo: Undo): Promise<FarmFleet> {
    const folder = runFolder('fleet');
    undo.add(() => rmSync(folder, { recursive: true, force: true }));
    const database = await ownDatabase(undo);
    const redis = await startRedis();
    undo.add(() => redis.stop());
    const ports = [await freePort(), await freePort(), await freePort()];
    const fleet = new FarmFleet(folder, database, redis, ports, undo);
    undo.add(() => fleet.killAll());
    await fleet.coordinator('a');
    await fleet.coordinator('b');
    await fleet.proxy();
    return fleet;
  }

  url(at: 'a' | 'b' | 'proxy'): string {
    return `http://127.0.0.1:${this.ports[at]}`;
  }

  async coordinator(name: 'a' | 'b'): Promise<void> {
    this.spawn(name, process.execPath, [join(ROOT, 'dist/coordinator/src/main.js')], {
      FRAMEFARM_DATA: join(this.folder, name),
      FRAMEFARM_FILES: join(this.folder, 'files'),
      FRAMEFARM_PORT: String(this.ports[name]),
      FRAMEFARM_PUBLIC_URL: this.url('proxy'),
      FRAMEFARM_REDIS_URL: this.redis.url,
      FRAMEFARM_SECRET_KEY: 'the-master-key-of-the-whole-fleet-of-this-test',
      FRAMEFARM_BOOTSTRAP_API_KEY: API_KEY,
      FRAMEFARM_BOOTSTRAP_JOIN_TOKEN: JOIN_TOKEN,
      FRAMEFARM_LEASE_TTL: '6',
      FRAMEFARM_LEAVE_SECONDS: '2',
      DATABASE_URL: this.database,
    });
    await this.answers(this.url(name), '/health/ready');
  }

  /** It turns to these coordinators in this order. */
  async agent(order: ('a' | 'b')[]): Promise<void> {
    this.spawn('agent', process.execPath, [join(ROOT, 'dist/agent/src/main.js')], {
      FRAMEFARM_URL: order.map((name) => this.url(name)).join(','),
      FRAMEFARM_AGENT_DATA: join(this.folder, 'agent'),
      FRAMEFARM_JOIN_TOKEN: JOIN_TOKEN,
      FRAMEFARM_SLOTS: '1',
    });
    await until('the agent is served', () => this.servedBy());
  }

  async kill(member: Member, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.running.get(member);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  stop(): Promise<void> {
    return this.undo.run();
  }

  async call<T>(at: 'a' | 'b' | 'proxy', method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url(at)}${path}`, {
      method,
      headers: {
        'x-api-key': API_KEY,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async rows<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.database });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** The coordinator that the agent is connected to; undefined: none. */
  async servedBy(): Promise<string | undefined> {
    const [agent] = await this.rows<{ id: string | null }>('SELECT served_by AS id FROM agents');
    return agent?.id ?? undefined;
  }

  workFolders(): string[] {
    const work = join(this.folder, 'agent/work');
    return existsSync(work) ? readdirSync(work) : [];
  }

  log(member: Member): string {
    return readFileSync(join(this.folder, `${member}.log`), 'utf8')
      .split('\n')
      .slice(-12)
      .join('\n');
  }

  private async killAll(): Promise<void> {
    // nginx must end its own workers; the others have none that outlive them.
    await this.kill('proxy', 'SIGTERM');
    for (const member of ['agent', 'a', 'b'] as const) await this.kill(member);
  }

  private async proxy(): Promise<void> {
    const temp = join(this.folder, 'nginx');
    mkdirSync(temp);
    // Workers of an nginx that root started run as nobody.
    chmodSync(this.folder, 0o755);
    const conf = readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8')
      .replace('coordinator-a:8470', `127.0.0.1:${this.ports.a}`)
      .replace('coordinator-b:8470', `127.0.0.1:${this.ports.b}`)
      .replace('listen 8080', `listen 127.0.0.1:${this.ports.proxy}`)
      .replaceAll('/tmp/', `${temp}/`);
    writeFileSync(join(this.folder, 'nginx.conf'), conf);
    this.spawn('proxy', 'nginx', ['-c', join(this.folder, 'nginx.conf'), '-g', 'daemon off;'], {});
    await this.answers(this.url('proxy'), '/health');
  }

  private spawn(member: Member, program: string, args: string[], env: Record<string, string>): void {
    const log = openSync(join(this.folder, `${member}.log`), 'a');
    const own = Object.entries(process.env).filter(([name]) => !/^(FRAMEFARM_|DATABASE_URL$)/.test(name));
    const settings = { ...Object.fromEntries(own), FRAMEFARM_LOG_FORMAT: 'json', ...env };
    this.running.set(member, spawn(program, args, { env: settings, stdio: ['ignore', log, log] }));
  }

  private async answers(url: string, path: string): Promise<void> {
    await until(`${url} answers`, () =>
      fetch(`${url}${path}`).then(
        (response) => (response.ok ? true : undefined),
        () => undefined,
      ),
    );
  }
}

/** A server, or a database of our own in the one that the environment names. */
async function ownDatabase(undo: Undo): Promise<string> {
  const folder = runFolder('fleet-pg');
  undo.add(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const server = await startDatabaseServer(folder, process.env['FRAMEFARM_TEST_DATABASE_URL']);
  undo.add(() => server.stop());
  const name = `framefarm_fleet_${randomBytes(8).toString('hex')}`;
  const { adminUrl, template } = server.place;
  await admin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  undo.add(() => admin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return databaseUrl(adminUrl, name);
}
