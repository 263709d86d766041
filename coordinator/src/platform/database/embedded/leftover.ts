import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../logger.js';
import { commandLineOf, findProcess } from '../../process-table.js';

/** How long to wait after each step, ms: by itself (its parent has just died), fast stop, immediate stop. */
const STEPS: readonly (readonly [signal: NodeJS.Signals | undefined, waitMs: number])[] = [
  [undefined, 3000],
  ['SIGINT', 15_000],
  ['SIGQUIT', 5000],
];
const LOOK_EVERY_MS = 50;

/**
 * The server of a coordinator that was killed may still be shutting down, or still run where it cannot notice its
 * parent's death. It must be gone before a new one may open the folder: wait for it, then stop it. Its work is safe:
 * a stopped or killed PostgreSQL recovers at the next start.
 */
export async function endLeftover(dataFolder: string, logger: Logger): Promise<void> {
  const pid = await postmasterOf(dataFolder);
  if (pid === undefined) return;
  logger.info({ pid }, 'a database server of an earlier coordinator is still there; waiting for its end');
  for (const [signal, waitMs] of STEPS) {
    if (signal) process.kill(pid, signal);
    if (await isGone(pid, waitMs)) return;
  }
  throw new Error(
    `The database server of an earlier coordinator (process ${pid}) does not stop; end it by hand.`,
  );
}

async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await findProcess(pid))) return undefined;
  const command = await commandLineOf(pid);
  return command === '' || command.includes('postgres') ? pid : undefined;
}

async function isGone(pid: number, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  while (performance.now() < until) {
    if (!(await findProcess(pid))) return true;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}
