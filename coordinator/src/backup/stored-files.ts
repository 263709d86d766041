import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveWriter } from './archive-writer.js';
import { ifMissing } from './if-missing.js';
import { FILES_FOLDER } from './manifest.js';

/** Unfinished writes and unfinished uploads. */
const UNFINISHED = ['.incoming', '.resumable'];

/**
 * Every stored file that is there now, by its path below `folder`. Listed after the moment of the rows: a file is whole
 * under its name before a row names it, so all that they name are among them. Dates say nothing: clocks are set, and a
 * folder may be on a machine with a clock of its own.
 */
export async function storedFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(ifMissing([]));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (UNFINISHED.includes(path)) continue;
      if (entry.isDirectory()) await walk(path);
      if (entry.isFile()) found.push(path);
    }
  };
  await walk('');
  return found;
}

/** Adds them to the archive; answers how many. */
export async function addStoredFiles(
  writer: ArchiveWriter,
  folder: string,
  paths: readonly string[],
): Promise<number> {
  let count = 0;
  for (const path of paths) {
    // Attempts that failed remove their files themselves: those that no row names may go under our hands.
    const added = writer.addFile(`${FILES_FOLDER}/${path}`, join(folder, path)).then(() => 1);
    count += await added.catch(ifMissing(0));
  }
  return count;
}
