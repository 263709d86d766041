import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FILE_REMOVAL_LOCK } from '../platform/database/file-removal-lock.js';
import { createLogger } from '../platform/logger.js';
import { ArchiveWriter } from './archive-writer.js';
import { BackupProblem } from './backup-problem.js';
import { openFarmDatabase, type FarmDatabase } from './farm-database.js';
import { filesFolderOf, refuseOtherPlace, type FilesSettings } from './files-place.js';
import { ifMissing } from './if-missing.js';
import { MANIFEST, SECRET_FILES, type Manifest } from './manifest.js';
import { addStoredFiles, storedFiles } from './stored-files.js';
import { dumpTables, type Dump } from './tables.js';

export interface BackupOptions extends FilesSettings {
  /** The archive, or a folder to put it into. */
  target: string;
  storage: 'local' | 's3';
  /** Of this framefarm, for the manifest. */
  version: string;
}

export interface BackupDone {
  path: string;
  sizeBytes: number;
  files: number;
  tables: number;
  /** Whether the farm ran meanwhile. */
  running: boolean;
  /** False: the master key is given by FRAMEFARM_SECRET_KEY and must be kept apart. */
  hasMasterKey: boolean;
}

/**
 * One archive of a farm, consistent while it runs. First nothing may be removed from the storage any more, then the
 * tables are read as they are at one moment, then the files that are there are listed and copied: every file that a row
 * names is still there, and files are never changed once a row names them.
 */
export async function backUp(options: BackupOptions): Promise<BackupDone> {
  const dataDir = resolve(options.dataDir);
  const filesFolder = filesFolderOf(options);
  const path = await archivePath(options.target);
  const logger = createLogger({ logLevel: 'warn', logFormat: 'auto' });
  const database = await openFarmDatabase(dataDir, logger);
  const partial = `${path}.partial`;
  try {
    await refuseOtherPlace(database.client, filesFolder, options.storage);
    await rm(partial, { force: true });
    const writer = new ArchiveWriter(partial);
    const written = await write(
      writer,
      `${partial}-tables`,
      { dataDir, filesFolder },
      database,
      options,
    ).catch(async (error: unknown) => {
      await writer.abort();
      await rm(partial, { force: true });
      throw error;
    });
    await publish(partial, path);
    const { size } = await stat(path);
    return { ...written, path, sizeBytes: size, running: database.running };
  } catch (error) {
    throw asProblem(error, path);
  } finally {
    await database.close();
  }
}

async function write(
  writer: ArchiveWriter,
  staging: string,
  { dataDir, filesFolder }: { dataDir: string; filesFolder: string },
  { client }: FarmDatabase,
  { storage, version }: BackupOptions,
): Promise<Pick<BackupDone, 'files' | 'tables' | 'hasMasterKey'>> {
  await client.query('SELECT pg_advisory_lock($1)', [FILE_REMOVAL_LOCK]);
  let stored: string[] = [];
  const dump = await addTables(writer, staging, client, async () => {
    stored = await storedFiles(filesFolder);
  });
  const files = await addStoredFiles(writer, filesFolder, stored);
  const secrets = await addSecrets(writer, dataDir);
  // A connection that broke has lost the lock: files may have gone before they were copied.
  await client.query('SELECT pg_advisory_unlock($1)', [FILE_REMOVAL_LOCK]);
  const { at, ...database } = dump;
  const manifest: Manifest = {
    format: 'framefarm-backup',
    formatVersion: 1,
    version,
    createdAt: at.toISOString(),
    storage,
    ...database,
    files: writer.files,
  };
  await writer.end(MANIFEST, JSON.stringify(manifest));
  return { files, tables: dump.tables.length, hasMasterKey: secrets.includes('secret.key') };
}

/** Sizes stand before bytes in a tar: tables wait in files, beside the archive, until their size is known. */
async function addTables(
  writer: ArchiveWriter,
  staging: string,
  client: FarmDatabase['client'],
  atMoment: () => Promise<void>,
): Promise<Dump> {
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  try {
    const dump = await dumpTables(client, staging, atMoment);
    for (const { name, path } of dump.tables) await writer.addFile(path, join(staging, `${name}.copy.gz`));
    return dump;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function addSecrets(writer: ArchiveWriter, dataDir: string): Promise<string[]> {
  const there: string[] = [];
  for (const name of SECRET_FILES) {
    if (!(await stat(join(dataDir, name)).catch(ifMissing(undefined)))) continue;
    await writer.addFile(name, join(dataDir, name));
    there.push(name);
  }
  return there;
}

async function archivePath(target: string): Promise<string> {
  const path = resolve(target);
  const facts = await stat(path).catch(ifMissing(undefined));
  if (!facts?.isDirectory()) {
    if (facts) throw new BackupProblem('cannot-create', `${path} is there already; choose another name.`);
    await mkdir(dirname(path), { recursive: true });
    return path;
  }
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  return join(path, `framefarm-${stamp}Z.tar`);
}

async function publish(partial: string, path: string): Promise<void> {
  await rename(partial, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

function asProblem(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || !['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EEXIST'].includes(code))
    return error;
  return new BackupProblem('cannot-create', `The backup ${path} cannot be written: ${message}.`, {
    cause: error,
  });
}
