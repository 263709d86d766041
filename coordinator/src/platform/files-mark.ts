import { randomUUID } from 'node:crypto';
import { readOrCreateSecret, readSecretFile } from './secret-file.js';

/** In the folder of the farm's files: paths and host names say nothing about a folder that is mounted. */
const FILE = '.farm-files';
const KIND = 'folder ';

/** Names the folder, and makes the mark when it has none. */
export const markFolder = async (folder: string): Promise<string> =>
  KIND + (await readOrCreateSecret(folder, FILE, randomUUID));

/** The mark of a folder; undefined: no farm has ever kept its files there. */
export async function markOf(folder: string): Promise<string | undefined> {
  const text = await readSecretFile(folder, FILE);
  return text === undefined ? undefined : KIND + text;
}

/** Whether it is the mark of a folder, and not of a bucket. */
export const marksFolder = (mark: string): boolean => mark.startsWith(KIND);
