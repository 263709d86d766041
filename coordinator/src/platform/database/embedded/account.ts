import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Program } from '../../child-process.js';

/** The account under which the server runs; undefined: our own. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. As root: the owner of an existing data folder, else `postgres`, else `nobody`
 * (which exists everywhere; initdb needs an account with a name).
 */
export async function chooseAccount(dataFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').flatMap(toAccount);
  const owner = await stat(dataFolder).then(
    (facts) => facts.uid,
    () => 0,
  );
  const found =
    accounts.find((account) => account.uid === owner && owner !== 0) ??
    accounts.find((account) => account.name === 'postgres') ??
    accounts.find((account) => account.name === 'nobody');
  if (!found)
    throw new Error(
      'PostgreSQL does not run as root and there is neither an account "postgres" nor "nobody". ' +
        'Start the farm as another user, or set DATABASE_URL.',
    );
  return found;
}

function toAccount(line: string): Account[] {
  const [name, , uid, gid] = line.split(':');
  return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
}

/**
 * The one capability to pass through closed folders, kept across exec. Without the securebit the kernel drops it in
 * access(2), with which initdb looks for the server's binary beside itself.
 */
const PASS_THROUGH = [
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
];

/**
 * The program as this account, and dying with us: `setpriv --pdeathsig SIGINT` makes the server shut down cleanly
 * when we are killed. `paths` must be reachable for the account; where a folder above them is closed to it (an
 * install under /root, a data folder from mktemp), it gets the one capability to pass through.
 * Without setpriv (not Linux, or a very small one) the server is started plainly and a leftover one is stopped at the
 * next start.
 */
export async function asAccount(
  program: Program,
  account: Account | undefined,
  paths: readonly string[],
  withUs: boolean,
): Promise<Program> {
  const setpriv = await findSetpriv();
  if (!setpriv) return account ? { ...program, uid: account.uid, gid: account.gid } : program;
  const args = withUs ? ['--pdeathsig', 'SIGINT'] : [];
  if (account) {
    args.push('--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups');
    if (!(await allReachable(paths, account))) args.push(...PASS_THROUGH);
  }
  return args.length === 0
    ? program
    : { command: setpriv, args: [...args, program.command, ...program.args] };
}

async function findSetpriv(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  for (const path of ['/usr/bin/setpriv', '/bin/setpriv'])
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  return undefined;
}

async function allReachable(paths: readonly string[], account: Account): Promise<boolean> {
  const answers = await Promise.all(paths.map((path) => isReachable(path, account)));
  return answers.every((answer) => answer);
}

/** May the account enter and list `path`, and pass through every folder above it? Access lists are not looked at. */
async function isReachable(path: string, account: Account): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    const needed = at === path ? 0o5 : 0o1;
    if (((mode >> shift) & needed) !== needed) return false;
    if (at === dirname(at)) return true;
  }
}

/** Folder of the socket: beside the data, or in the temp folder when the path would be too long for a socket. */
export const SOCKET_NAME = '.s.PGSQL.5432';
const LONGEST_SOCKET_PATH = 100;
export const fitsSocket = (folder: string): boolean =>
  Buffer.byteLength(join(folder, SOCKET_NAME)) < LONGEST_SOCKET_PATH;
