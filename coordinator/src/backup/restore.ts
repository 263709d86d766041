import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lockDataFolder } from '../platform/data-folder-lock.js';
import { EmbeddedPostgres } from '../platform/database/embedded/embedded-postgres.js';
import { migrateTo, unknownMigrations } from '../platform/database/migrate-to.js';
import { createLogger, type Logger } from '../platform/logger.js';
import { unpackArchive } from './archive-reader.js';
import { BackupProblem } from './backup-problem.js';
import { connect } from './farm-database.js';
import { filesFolderOf, type FilesSettings } from './files-place.js';
import { DATABASE_FOLDER, FILES_FOLDER, type Manifest } from './manifest.js';
import { RestorePlace } from './restore-place.js';
import { loadTables } from './tables.js';

/** The folders are those to fill. */
export interface RestoreOptions extends FilesSettings {
  archive: string;
  /** Whatever is in the folders is moved aside. */
  force: boolean;
}

export interface RestoreDone {
  dataDir: string;
  createdAt: string;
  files: number;
  storage: Manifest['storage'];
  /** Where the files are. */
  filesFolder: string;
  /** Folders inside of the filled ones with what was there before. */
  movedAside: string[];
}

/**
 * Makes a data folder of an archive: unpacked and checked, loaded into a new database, and only then put in its
 * place. Until the last step a failure leaves the folders as they were. The files go where the settings say, wherever
 * they were before.
 */
export async function restore({ archive, dataDir, filesDir, force }: RestoreOptions): Promise<RestoreDone> {
  const folder = resolve(dataDir);
  const filesFolder = filesFolderOf({ dataDir, filesDir });
  const isThere = await stat(archive).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (!isThere) throw new BackupProblem('no-input', `There is no backup ${archive}.`);
  const unlock = await lockDataFolder(folder);
  const places: RestorePlace[] = [];
  try {
    const data = await RestorePlace.open(folder, force, filesDir === undefined ? undefined : filesFolder);
    places.push(data);
    const files = filesDir === undefined ? data : await RestorePlace.open(filesFolder, force);
    if (files !== data) places.unshift(files);
    const filesStaging = filesDir === undefined ? join(data.staging, FILES_FOLDER) : files.staging;
    for (const { staging } of places) await mkdir(staging, { mode: 0o700 });
    const manifest = await unpackArchive(archive, (path) =>
      path.startsWith(IN_FILES) ? join(filesStaging, path.slice(IN_FILES.length)) : join(data.staging, path),
    );
    refuseNewer(archive, manifest);
    await load(data.staging, manifest, createLogger({ logLevel: 'warn', logFormat: 'auto' }));
    const movedAside = [];
    for (const place of places) movedAside.push(...(await place.publish()));
    const count = manifest.files.filter(({ path }) => path.startsWith(IN_FILES)).length;
    const { createdAt, storage } = manifest;
    return { dataDir: folder, createdAt, files: count, storage, filesFolder, movedAside };
  } finally {
    for (const place of places) await place.tidy();
    await unlock();
  }
}

const IN_FILES = `${FILES_FOLDER}/`;

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
