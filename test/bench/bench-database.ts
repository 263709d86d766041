import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { EmbeddedPostgres } from '../../coordinator/src/platform/database/embedded/embedded-postgres.js';
import type { PostgresBinaries } from '../../coordinator/src/platform/database/embedded/postgres-binaries.js';

/** `embedded`: as `framefarm up` starts it. `distribution`: Debian's PostgreSQL with the settings it comes with. */
export type DatabaseKind = 'embedded' | 'distribution';

export interface BenchDatabase {
  /** In words, for a table. */
  name: string;
  url: string;
  /** Of the server process, whose children do the work. */
  pid: number | undefined;
  query<T>(sql: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
/** What PostgreSQL has without our lean settings. Both wait for the disk at every commit. */
const USUAL = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_parallel_workers: '8',
  max_wal_senders: '10',
  wal_level: 'replica',
  autovacuum_max_workers: '3',
  jit: 'on',
};

/** A new server in `folder`; `settings` as in postgresql.conf. */
export async function openDatabase(
  kind: DatabaseKind,
  folder: string,
  settings: Record<string, string> = {},
): Promise<BenchDatabase> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const distribution = kind === 'distribution' ? await debianBinaries() : undefined;
  const server = await EmbeddedPostgres.open({
    home: join(folder, kind),
    logger: pino({ level: 'silent' }),
    ...(distribution ? { binaries: distribution } : {}),
    settings: { ...(distribution ? USUAL : {}), ...settings },
  });
  const { address } = server;
  if (address.kind !== 'socket') throw new Error('A server of ours has a socket.');
  const url = `postgres://${address.user}@localhost/${address.database}?host=${encodeURIComponent(address.folder)}`;
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  return {
    name: distribution ? `Debian's PostgreSQL ${distribution.major}` : 'embedded PostgreSQL',
    url,
    pid: server.pid,
    query: async <T>(sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows as T[],
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

async function debianBinaries(): Promise<PostgresBinaries> {
  const majors = (await readdir(DEBIAN).catch(() => [])).map(Number).filter((major) => major >= 15);
  if (majors.length === 0)
    throw new Error(
      `There is no PostgreSQL of the distribution in ${DEBIAN}; install it (apt-get install postgresql) or choose --database embedded.`,
    );
  const major = Math.max(...majors);
  return { folder: join(DEBIAN, String(major), 'bin'), origin: 'system', major };
}
