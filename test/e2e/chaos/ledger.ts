import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { EmbeddedPostgres } from '../../../coordinator/src/platform/database/embedded/embedded-postgres.js';

/** A real PostgreSQL apart from the coordinator, so that each of them can die alone. */
export class Ledger {
  private constructor(
    private readonly home: string,
    private readonly server: EmbeddedPostgres,
  ) {}

  static async start(home: string): Promise<Ledger> {
    const settings = { max_connections: '60' };
    return new Ledger(
      home,
      await EmbeddedPostgres.open({ home, logger: pino({ level: 'silent' }), settings }),
    );
  }

  get url(): string {
    const { address } = this.server;
    if (address.kind !== 'socket') throw new Error('the embedded server has a socket');
    return `postgres://${address.user}@localhost/${address.database}?host=${encodeURIComponent(address.folder)}`;
  }

  /** The server and every session of it die; it is started again by who watches it. */
  kill(signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): void {
    const file = join(this.home, 'data/postmaster.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) : NaN;
    // Dying already.
    if (pid > 0) process.kill(pid, signal);
  }

  /** Every session ends in the middle of what it does. */
  async endSessions(): Promise<void> {
    await this.rows(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
    ).catch(() => undefined);
  }

  async rows<T extends object>(sql: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
