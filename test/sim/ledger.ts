import { chmod, mkdir } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { EmbeddedPostgres } from '../../coordinator/src/platform/database/embedded/embedded-postgres.js';
import { admin, databaseUrl } from '../setup/database-server.js';

/**
 * The database of a run: the embedded PostgreSQL as `framefarm up` starts it, in a process that does not die with the
 * coordinator, or a database of one's own in the server of FRAMEFARM_TEST_DATABASE_URL.
 */
export class Ledger {
  private client: pg.Client | undefined;

  private constructor(
    readonly url: string,
    private readonly embedded: EmbeddedPostgres | undefined,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(folder: string, foreign: string | undefined, fsync: boolean): Promise<Ledger> {
    if (foreign !== undefined) {
      const name = `framefarm_sim_${randomBytes(6).toString('hex')}`;
      await admin(foreign, `CREATE DATABASE ${name}`);
      const drop = () => admin(foreign, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      return new Ledger(databaseUrl(foreign, name), undefined, drop);
    }
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    const embedded = await EmbeddedPostgres.open({
      home: join(folder, 'postgres'),
      logger: pino({ level: 'silent' }),
      ...(fsync ? {} : { settings: { fsync: 'off' } }),
    });
    const { address } = embedded;
    if (address.kind !== 'socket') throw new Error('The embedded database has a socket.');
    const url = `postgres://${address.user}@localhost/${address.database}?host=${encodeURIComponent(address.folder)}`;
    return new Ledger(url, embedded, () => embedded.stop());
  }

  /** Of the embedded server; undefined: somebody else's. */
  get pid(): number | undefined {
    return this.embedded?.pid;
  }

  async query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    this.client ??= await this.dial();
    return (await this.client.query(sql, values)).rows as T[];
  }

  /** Stops the server fast; it is started again by its keeper. False: it is not ours to stop. */
  restart(): boolean {
    if (this.pid === undefined) return false;
    process.kill(this.pid, 'SIGINT');
    return true;
  }

  async stop(): Promise<void> {
    await this.client?.end().catch(() => undefined);
    await this.drop();
  }

  private async dial(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    await client.connect();
    return client;
  }
}
