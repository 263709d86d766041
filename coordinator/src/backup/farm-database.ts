import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DataFolderBusy, lockDataFolder } from '../platform/data-folder-lock.js';
import type { DatabaseAddress } from '../platform/database/data-source.js';
import { DATABASE, SUPERUSER } from '../platform/database/embedded/cluster.js';
import { EmbeddedPostgres } from '../platform/database/embedded/embedded-postgres.js';
import type { Logger } from '../platform/logger.js';
import { BackupProblem } from './backup-problem.js';

export interface FarmDatabase {
  client: pg.Client;
  /** Whether a coordinator works on it at this moment. */
  running: boolean;
  close(): Promise<void>;
}

/** The embedded database of a data folder: that of the running farm, or started here for the while. */
export async function openFarmDatabase(dataDir: string, logger: Logger): Promise<FarmDatabase> {
  const home = join(dataDir, 'postgres');
  await access(join(home, 'data', 'PG_VERSION')).catch((error: unknown) => {
    throw new BackupProblem(
      'no-input',
      `There is no farm with an embedded database in ${dataDir}: name its data folder with --data. ` +
        'A farm on DATABASE_URL is backed up with the tools of that server (docs/operations.md).',
      { cause: error },
    );
  });
  const unlock = await lockDataFolder(dataDir).catch((error: unknown) => {
    if (error instanceof DataFolderBusy) return undefined;
    throw error;
  });
  if (!unlock) return ofRunning(home);
  try {
    return await started(home, logger, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function started(home: string, logger: Logger, unlock: () => Promise<void>): Promise<FarmDatabase> {
  const server = await EmbeddedPostgres.open({ home, logger });
  try {
    const client = await connect(server.address);
    const close = async () => {
      await client.end().catch(() => undefined);
      await server.stop();
      await unlock();
    };
    return { client, running: false, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** PostgreSQL writes down where its socket is: the fifth line of postmaster.pid. */
async function ofRunning(home: string): Promise<FarmDatabase> {
  try {
    const folder =
      (await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n')[4]?.trim() ?? '';
    const client = await connect({ kind: 'socket', folder, user: SUPERUSER, database: DATABASE });
    return { client, running: true, close: () => client.end().catch(() => undefined) };
  } catch (error) {
    throw new BackupProblem(
      'unreachable',
      `The database of the running farm does not answer (${(error as Error).message}). ` +
        'If the farm is starting or stopping, try again in a moment; run this as the user of the farm.',
      { cause: error },
    );
  }
}

export async function connect(address: DatabaseAddress): Promise<pg.Client> {
  if (address.kind !== 'socket') throw new Error('The embedded server has a socket.');
  const { folder: host, user, database } = address;
  const client = new pg.Client({ host, port: 5432, user, database, connectionTimeoutMillis: 10_000 });
  // What is lost shows in the next query.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
