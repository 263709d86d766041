import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProcess, type ProcessFacts } from './process-table.js';

const LOCK_FILE = 'coordinator.lock';

/** Another coordinator works on this data folder. */
export class DataFolderBusy extends Error {
  constructor(folder: string, pid: number) {
    super(
      `Another coordinator (process ${pid}) already uses the data folder ${folder}. ` +
        'Stop it first, or choose another folder with FRAMEFARM_DATA.',
    );
    this.name = 'DataFolderBusy';
  }
}

/** The data folder cannot be made or written. */
export class DataFolderUnusable extends Error {
  constructor(folder: string, cause: Error) {
    super(
      `The data folder ${folder} cannot be used: ${cause.message}. Choose another one with FRAMEFARM_DATA.`,
      {
        cause,
      },
    );
    this.name = 'DataFolderUnusable';
  }
}

/**
 * One coordinator per data folder. The lock names a process and when it started, so the lock of a killed one counts
 * for nothing, even when its pid is in use again. Answers how to release it.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_FILE);
  const mine = join(folder, `.${LOCK_FILE}.${process.pid}`);
  const note = JSON.stringify(await findProcess(process.pid));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(mine, note, { mode: 0o600 });
  } catch (error) {
    throw new DataFolderUnusable(folder, error as Error);
  }
  try {
    // Two rounds: the second one after a stale lock was removed.
    for (const last of [false, true]) {
      if (await linked(mine, path)) return () => rm(path, { force: true });
      const holder = await readHolder(path);
      if (holder) throw new DataFolderBusy(folder, holder.pid);
      if (last) break;
      await rm(path, { force: true });
    }
    throw new DataFolderBusy(folder, 0);
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock and still runs. */
async function readHolder(path: string): Promise<ProcessFacts | undefined> {
  try {
    const written = JSON.parse(await readFile(path, 'utf8')) as ProcessFacts;
    const now = await findProcess(written.pid);
    return now && now.startedAt === written.startedAt ? now : undefined;
  } catch {
    return undefined;
  }
}
