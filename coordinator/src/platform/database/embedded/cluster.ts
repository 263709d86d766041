import { randomUUID } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../child-process.js';
import { asAccount, fitsSocket, type Account } from './account.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** Superuser and database of the embedded server. The socket folder (0700) is what keeps others out. */
export const SUPERUSER = 'framefarm';
export const DATABASE = 'framefarm';

/** Folders of one embedded server. */
export interface Cluster {
  dataFolder: string;
  /** Holds the only way in: there is no TCP port. */
  socketFolder: string;
  /** True when the socket folder is ours to delete at stop. */
  socketIsTemporary: boolean;
}

/**
 * Finds or makes the cluster under `home`. It is made beside its place and moved there when complete, so that a crash
 * in the middle leaves no half cluster.
 */
export async function openCluster(
  home: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
): Promise<Cluster> {
  const dataFolder = join(home, 'data');
  await mkdir(home, { recursive: true });
  await forgetUnfinished(home);
  const found = await readFile(join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined) await makeCluster(home, dataFolder, binaries, account);
  else await refuseForeign(dataFolder, found.trim(), binaries);
  return { dataFolder, ...(await openSocketFolder(home, account)) };
}

async function makeCluster(
  home: string,
  dataFolder: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
): Promise<void> {
  const fresh = join(home, `new-${randomUUID()}`);
  await mkdir(fresh, { mode: 0o700 });
  if (account) await chown(fresh, account.uid, account.gid);
  // Unicode upper and lower case without the system's locales, from PostgreSQL 17 on.
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = [
    '-D',
    fresh,
    '-U',
    SUPERUSER,
    '-E',
    'UTF8',
    '--locale=C',
    ...locale,
    '-A',
    'trust',
    '--no-instructions',
  ];
  const initdb = { command: join(binaries.folder, 'initdb'), args };
  await runProgram(await asAccount(initdb, account, [binaries.folder, fresh], true));
  await rename(fresh, dataFolder);
}

async function forgetUnfinished(home: string): Promise<void> {
  const unfinished = (await readdir(home)).filter((name) => name.startsWith('new-'));
  await Promise.all(unfinished.map((name) => rm(join(home, name), { recursive: true, force: true })));
}

async function refuseForeign(dataFolder: string, version: string, binaries: PostgresBinaries): Promise<void> {
  if (version !== String(binaries.major))
    throw new Error(
      `The database in ${dataFolder} was made by PostgreSQL ${version}, but the one found here is ` +
        `${binaries.major} (${binaries.folder}). Dump and load it, or point DATABASE_URL at a server that has it.`,
    );
  const me = process.getuid?.();
  const { uid } = await stat(dataFolder);
  if (me !== undefined && me !== 0 && uid !== me)
    throw new Error(
      `The database in ${dataFolder} belongs to another user (uid ${uid}); start the farm as that user.`,
    );
}

async function openSocketFolder(
  home: string,
  account: Account | undefined,
): Promise<Pick<Cluster, 'socketFolder' | 'socketIsTemporary'>> {
  const beside = join(home, 'run');
  const socketIsTemporary = !fitsSocket(beside);
  if (!socketIsTemporary) await rm(beside, { recursive: true, force: true });
  const socketFolder = socketIsTemporary ? await mkdtemp(join(tmpdir(), 'framefarm-pg-')) : beside;
  await mkdir(socketFolder, { recursive: true, mode: 0o700 });
  if (account) await chown(socketFolder, account.uid, account.gid);
  return { socketFolder, socketIsTemporary };
}

/** Undoes what `openCluster` made outside of its home. */
export async function closeCluster(cluster: Cluster): Promise<void> {
  if (cluster.socketIsTemporary) await rm(cluster.socketFolder, { recursive: true, force: true });
}
