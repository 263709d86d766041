import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FOLDERS = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.fonts'),
  join(homedir(), '.local/share/fonts'),
];

/** How many font files the system has. A number for people: the painter makes its own list of families. */
export async function probeFonts(folders: readonly string[] = FOLDERS): Promise<number> {
  let count = 0;
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    count += names.filter((name) => /\.(ttf|otf|ttc|woff2?)$/i.test(name)).length;
  }
  return count;
}
