import { rm } from 'node:fs/promises';
import pg from 'pg';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../coordinator/src/platform/database/data-source.js';
import { EmbeddedPostgres } from '../../coordinator/src/platform/database/embedded/embedded-postgres.js';
import { migrate } from '../../coordinator/src/platform/database/migrate.js';

/** Where test files find the server: the URL of one database, and the migrated template in the same server. */
export interface ServerPlace {
  adminUrl: string;
  template: string;
}

export interface DatabaseServer {
  place: ServerPlace;
  stop(): Promise<void>;
}

/** Speed over safety: these databases live for one run. */
const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '150',
};

export async function startDatabaseServer(folder: string, url: string | undefined): Promise<DatabaseServer> {
  const logger = pino({ level: 'silent' });
  const embedded = url
    ? undefined
    : await EmbeddedPostgres.open({ home: folder, logger, settings: TEST_SETTINGS });
  const address = embedded?.address;
  const adminUrl =
    address?.kind === 'socket'
      ? `postgres://${address.user}@localhost/${address.database}?host=${encodeURIComponent(address.folder)}`
      : (url ?? '');
  const template = `framefarm_template_${process.pid}`;
  await admin(adminUrl, `CREATE DATABASE ${template}`);
  const source = await new DataSource(
    dataSourceOptions({ kind: 'url', url: databaseUrl(adminUrl, template) }, logger),
  ).initialize();
  await migrate(source);
  await source.destroy();
  return {
    place: { adminUrl, template },
    async stop() {
      await admin(adminUrl, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
      await embedded?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same server, another database. */
export function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

export async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
