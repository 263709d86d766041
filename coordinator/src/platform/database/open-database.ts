import { join, resolve } from 'node:path';
import type { Logger } from '../logger.js';
import type { CoordinatorConfig } from '../config/config.js';
import type { DatabaseAddress } from './data-source.js';
import { checkForeignDatabase } from './foreign-database.js';

/** The database server of this process, reachable at `address`. */
export interface OpenDatabase {
  address: DatabaseAddress;
  stop(): Promise<void>;
}

/** DATABASE_URL when set; else the embedded server in the data folder. */
export async function openDatabase(config: CoordinatorConfig, logger: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    await checkForeignDatabase(config.databaseUrl);
    return { address: { kind: 'url', url: config.databaseUrl }, stop: async () => undefined };
  }
  const { EmbeddedPostgres } = await import('./embedded/embedded-postgres.js');
  const home = join(resolve(config.dataDir), 'postgres');
  const embedded = await EmbeddedPostgres.open({ home, logger: logger.child({ part: 'database' }) });
  return { address: embedded.address, stop: () => embedded.stop() };
}
