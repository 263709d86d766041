import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startProgram, type RunningProgram } from '../../child-process.js';
import type { Logger } from '../../logger.js';
import type { DatabaseAddress } from '../data-source.js';
import { asAccount, chooseAccount, type Account } from './account.js';
import { closeCluster, DATABASE, openCluster, SUPERUSER, type Cluster } from './cluster.js';
import { endLeftover } from './leftover.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';

/** A recovery after a crash may take its time. */
const READY_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 25;
const STOP_LIMIT_MS = 20_000;
const RESTART_MS = { first: 200, most: 5000 };

/** Few processes, little memory: one farm with a handful of connections. */
const LEAN = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '25',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  autovacuum_max_workers: '1',
  jit: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

export interface EmbeddedOptions {
  /** Folder of the cluster, e.g. DATA/postgres. */
  home: string;
  logger: Logger;
  /** More server settings, e.g. `fsync: 'off'` for tests. */
  settings?: Record<string, string>;
  /** Programs to use; absent: those that findPostgres finds. */
  binaries?: PostgresBinaries;
}

/**
 * A real PostgreSQL that the coordinator inits, starts, watches and stops.
 *
 *     open ──► starting ──► ready ──► stopping ──► stopped
 *                  ▲          │ the server died
 *                  └──────────┘ started again after a pause
 *
 * It has no TCP port, runs as an unprivileged account, and dies with us (see account.ts).
 */
export class EmbeddedPostgres {
  private server?: RunningProgram;
  private stopping = false;
  private ready = false;
  private watching: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: EmbeddedOptions,
    private readonly binaries: PostgresBinaries,
    private readonly account: Account | undefined,
    private readonly cluster: Cluster,
  ) {}

  static async open(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const home = resolve(options.home);
    const binaries = options.binaries ?? (await findPostgres());
    const account = await chooseAccount(join(home, 'data'));
    await endLeftover(join(home, 'data'), options.logger);
    const cluster = await openCluster(home, binaries, account);
    const embedded = new EmbeddedPostgres(options, binaries, account, cluster);
    try {
      await embedded.start();
      await embedded.makeDatabase();
    } catch (error) {
      await embedded.stop();
      throw error;
    }
    const { major, origin } = binaries;
    options.logger.info({ major, origin, account: account?.name }, 'the embedded database runs');
    return embedded;
  }

  get address(): DatabaseAddress {
    return { kind: 'socket', folder: this.cluster.socketFolder, user: SUPERUSER, database: DATABASE };
  }

  get pid(): number | undefined {
    return this.server?.pid;
  }

  /** Fast stop: open transactions are rolled back, what was committed is on disk. */
  async stop(): Promise<void> {
    this.stopping = true;
    const server = this.server;
    if (server) {
      server.signal('SIGINT');
      const late = setTimeout(() => server.signal('SIGQUIT'), STOP_LIMIT_MS);
      await server.ended;
      clearTimeout(late);
    }
    await this.watching;
    await closeCluster(this.cluster);
  }

  private async start(): Promise<void> {
    const { dataFolder, socketFolder } = this.cluster;
    const settings: Record<string, string> = {
      ...LEAN,
      unix_socket_directories: socketFolder,
      ...(this.binaries.major >= 18 ? { io_method: 'sync' } : {}),
      ...this.options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const postgres = {
      command: join(this.binaries.folder, 'postgres'),
      args: ['-D', dataFolder, '-p', '5432', ...flags],
    };
    const paths = [this.binaries.folder, dataFolder, socketFolder];
    const server = startProgram(await asAccount(postgres, this.account, paths, true), (line) =>
      this.heard(line),
    );
    this.server = server;
    this.ready = false;
    await this.untilReady(server);
    this.ready = true;
    this.watching = this.watch(server);
  }

  /** Ready is when a client gets an answer; the log says it too early. */
  private async untilReady(server: RunningProgram): Promise<void> {
    let ended: Awaited<RunningProgram['ended']> | undefined;
    void server.ended.then((end) => (ended = end));
    const until = performance.now() + READY_LIMIT_MS;
    while (performance.now() < until) {
      if (ended) throw new Error(`The embedded database did not start: ${ended.lastLines}`);
      if (await this.answers()) return;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`The embedded database was not ready within ${READY_LIMIT_MS / 1000} s.`);
  }

  private async answers(): Promise<boolean> {
    return this.query('postgres', 'SELECT 1').then(
      () => true,
      () => false,
    );
  }

  private async makeDatabase(): Promise<void> {
    const found = await this.query('postgres', `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
    if (found.rowCount === 0) await this.query('postgres', `CREATE DATABASE ${DATABASE}`);
  }

  private async query(database: string, sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({
      host: this.cluster.socketFolder,
      port: 5432,
      user: SUPERUSER,
      database,
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.query(sql);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** A server that dies is started again, for as long as we run; queries in between fail and are tried again. */
  private async watch(server: RunningProgram): Promise<void> {
    const end = await server.ended;
    let wait = RESTART_MS.first;
    while (!this.stopping) {
      this.options.logger.error({ ...end }, 'the embedded database died; starting it again');
      await pause(wait);
      wait = Math.min(wait * 2, RESTART_MS.most);
      try {
        if (!this.stopping) return await this.start();
      } catch (error) {
        this.options.logger.error({ err: error }, 'the embedded database could not be started again');
      }
    }
  }

  /** Refused and ended connections are expected while the server starts or stops. */
  private heard(line: string): void {
    const expected = !this.ready || this.stopping;
    const level = /\b(PANIC|FATAL|ERROR):/.test(line) && !expected ? 'warn' : 'debug';
    this.options.logger[level]({ part: 'postgres' }, line);
  }
}
