import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../platform/atomic-file.js';
import { startOf } from '../platform/process-tree.js';

const lockSchema = z.object({ pid: z.int(), start: z.string() });

/** Another daemon uses this data folder; the sentence is for the operator. */
export class FolderInUse extends Error {}

/** The data folder cannot be made or written. */
export class FolderUnusable extends Error {
  constructor(folder: string, cause: Error) {
    super(
      `The data folder ${folder} cannot be used: ${cause.message}. Choose another FRAMEFARM_AGENT_DATA.`,
      {
        cause,
      },
    );
  }
}

/** One daemon per data folder: two would sweep each other's work. The lock of a dead daemon is taken over. */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'agent.lock');
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new FolderUnusable(dataDir, error);
  });
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  for (let tries = 0; tries < 3; tries++) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new FolderUnusable(dataDir, error as Error);
    }
    const held = lockSchema.safeParse(await readJson(path));
    // Pid and start time together name one process: a pid that was used again does not count.
    if (held.success && held.data.pid !== process.pid && lives(held.data))
      throw new FolderInUse(
        `Another agent (process ${held.data.pid}) already uses ${dataDir}. Stop it, or give this one its own FRAMEFARM_AGENT_DATA.`,
      );
    await rm(path, { force: true });
  }
  throw new FolderInUse(
    `Several agents are starting on ${dataDir} at once. Give each its own FRAMEFARM_AGENT_DATA.`,
  );
}

function lives({ pid, start }: { pid: number; start: string }): boolean {
  if (start !== '') return startOf(pid) === start;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
