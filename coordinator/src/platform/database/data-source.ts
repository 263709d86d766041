import type { DataSourceOptions } from 'typeorm';
import type { Logger } from '../logger.js';
import { MIGRATIONS } from './migrations/index.js';

/** How to reach a PostgreSQL: a URL, or the socket folder of the embedded server. */
export type DatabaseAddress =
  { kind: 'url'; url: string } | { kind: 'socket'; folder: string; user: string; database: string };

/** Connections that the coordinator may hold; the embedded server allows 25 in all. */
const POOL_SIZE = 10;

/**
 * Options of the one DataSource. `synchronize` is never on: the schema comes from migrations only.
 * Errors of idle connections (the server restarted) are logged; the pool dials again at the next query.
 */
export function dataSourceOptions(
  address: DatabaseAddress,
  logger: Logger,
  isClosing: () => boolean = () => false,
): DataSourceOptions {
  const where =
    address.kind === 'url'
      ? { url: address.url }
      : { host: address.folder, port: 5432, username: address.user, database: address.database };
  return {
    type: 'postgres',
    ...where,
    synchronize: false,
    installExtensions: false,
    logging: false,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    applicationName: 'framefarm',
    poolSize: POOL_SIZE,
    connectTimeoutMS: 10_000,
    extra: { idleTimeoutMillis: 60_000 },
    poolErrorHandler: (error: Error) => {
      // Only its words: the error drags the whole connection along.
      if (!isClosing()) logger.warn({ reason: error.message }, 'a database connection was lost');
    },
  };
}
