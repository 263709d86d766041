import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Client } from 'pg';
import { markOf, marksFolder } from '../platform/files-mark.js';
import { BackupProblem } from './backup-problem.js';
import { FILES_FOLDER } from './manifest.js';

/** Where a farm keeps its own files, as its settings say. */
export interface FilesSettings {
  /** Data folder of the farm. */
  dataDir: string;
  /** FRAMEFARM_FILES; undefined: in the data folder. */
  filesDir: string | undefined;
}

/** The folder of the files. One that holds the data folder would take the database and the secrets for files. */
export function filesFolderOf({ dataDir, filesDir }: FilesSettings): string {
  if (filesDir === undefined) return join(resolve(dataDir), FILES_FOLDER);
  const folder = resolve(filesDir);
  if (isInside(resolve(dataDir), folder))
    throw new BackupProblem(
      'configuration',
      `FRAMEFARM_FILES is ${folder}, which holds the data folder ${resolve(dataDir)}: give the files a folder of their own.`,
    );
  return folder;
}

/** Also when both are the same. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

/** Refuses to save a farm without its files because the settings of this command are not those of its coordinator. */
export async function refuseOtherPlace(
  client: Client,
  folder: string,
  storage: 'local' | 's3',
): Promise<void> {
  const { rows } = await client.query<{ mark: string }>(LATEST);
  const used = rows[0]?.mark;
  const advice = 'Run this command with the same FRAMEFARM_STORAGE and FRAMEFARM_FILES as the coordinator.';
  if (used !== undefined && marksFolder(used) === (storage === 's3'))
    throw new BackupProblem(
      'configuration',
      `The coordinator keeps the files of this farm in a ${storage === 's3' ? 'folder' : 'bucket'}. ${advice}`,
    );
  if (storage === 's3') return;
  const mark = await markOf(folder);
  if (mark === undefined || (used !== undefined && used !== mark))
    throw new BackupProblem('configuration', `The files of this farm are not in ${folder}. ${advice}`);
}

/** Of the coordinator that runs; of one that died its last day. Who stopped in order has left no row. */
const LATEST = 'SELECT files_mark AS mark FROM coordinators ORDER BY seen_at DESC LIMIT 1';
