import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lockDataFolder } from '../platform/data-folder-lock.js';
import { EmbeddedPostgres } from '../platform/database/embedded/embedded-postgres.js';
import { migrateTo, unknownMigrations } from '../platform/database/migrate-to.js';
import { createLogger, type Logger } from '../platform/logger.js';
import { unpackArchive } from './archive-reader.js';
import { BackupProblem } from './backup-problem.js';
import { connect } from './farm-database.js';
import { DATABASE_FOLDER, type Manifest } from './manifest.js';
import { loadTables } from './tables.js';

export interface RestoreOptions {
  archive: string;
  /** Data folder to fill. */
  dataDir: string;
  /** Whatever is in the folder is moved aside. */
  force: boolean;
}

export interface RestoreDone {
  dataDir: string;
  createdAt: string;
  files: number;
  storage: Manifest['storage'];
  /** Folder inside the data folder with what was there before. */
  movedAside: string | undefined;
}

const STAGING = '.restoring';

/**
 * Makes a data folder of an archive: unpacked and checked, loaded into a new database, and only then put in its
 * place. Until the last step a failure leaves the folder as it was.
 */
export async function restore({ archive, dataDir, force }: RestoreOptions): Promise<RestoreDone> {
  const folder = resolve(dataDir);
  const isThere = await stat(archive).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (!isThere) throw new BackupProblem('no-input', `There is no backup ${archive}.`);
  const unlock = await lockDataFolder(folder);
  const staging = join(folder, STAGING);
  try {
    await rm(staging, { recursive: true, force: true });
    const before = await contentOf(folder);
    if (before.length > 0 && !force)
      throw new BackupProblem(
        'cannot-create',
        `The folder ${folder} is not empty. Restore into a new one, or give --force to move aside what is there.`,
      );
    await mkdir(staging, { mode: 0o700 });
    const manifest = await unpackArchive(archive, staging);
    refuseNewer(archive, manifest);
    await load(staging, manifest, createLogger({ logLevel: 'warn', logFormat: 'auto' }));
    const movedAside = await moveAside(folder, before);
    for (const name of await readdir(staging)) await rename(join(staging, name), join(folder, name));
    const files = manifest.files.filter(({ path }) => path.startsWith('files/')).length;
    return { dataDir: folder, createdAt: manifest.createdAt, files, storage: manifest.storage, movedAside };
  } finally {
    await rm(staging, { recursive: true, force: true });
    await unlock();
  }
}

function refuseNewer(archive: string, { migrations, version }: Manifest): void {
  const [first] = unknownMigrations(migrations);
  if (first === undefined) return;
  throw new BackupProblem(
    'no-input',
    `${archive} was made by a newer framefarm (${version}): this one does not know its tables (${first}). ` +
      'Update framefarm, then restore again.',
  );
}

async function load(staging: string, manifest: Manifest, logger: Logger): Promise<void> {
  const server = await EmbeddedPostgres.open({ home: join(staging, 'postgres'), logger });
  try {
    await migrateTo(manifest.migrations, server.address, logger);
    const client = await connect(server.address);
    await loadTables(client, staging, manifest).finally(() => client.end());
  } finally {
    await server.stop();
  }
  await rm(join(staging, DATABASE_FOLDER), { recursive: true });
}

/** Locks and leftovers do not count. */
async function contentOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !/^\.?(coordinator|up)\.lock|^\.restoring$/.test(name));
}

async function moveAside(folder: string, names: string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const aside = join(folder, `before-restore-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`);
  await mkdir(aside, { mode: 0o700 });
  for (const name of names) await rename(join(folder, name), join(aside, name));
  return aside;
}
