import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { EmbeddedPostgres } from '../../../coordinator/src/platform/database/embedded/embedded-postgres.js';
import { findPostgres } from '../../../coordinator/src/platform/database/embedded/postgres-binaries.js';
import { endLeftover } from '../../../coordinator/src/platform/database/embedded/leftover.js';
import { DataFolderBusy, lockDataFolder } from '../../../coordinator/src/platform/data-folder-lock.js';
import { findProcess } from '../../../coordinator/src/platform/process-table.js';

const logger = pino({ level: 'silent' });
const LIMIT = 60_000;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framefarm-db-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (home: string) => EmbeddedPostgres.open({ home, logger });

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const { address } = server;
  if (address.kind !== 'socket') throw new Error('the embedded server has no port');
  const client = new pg.Client({
    host: address.folder,
    port: 5432,
    user: address.user,
    database: address.database,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await pause(50);
}

test(
  'it has no TCP port, keeps its rows over a restart, and leaves no process',
  async () => {
    const first = await open(join(folder, 'postgres'));
    expect(await query(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    await query(first, 'CREATE TABLE t (n int); INSERT INTO t VALUES (7)');
    const pid = first.pid ?? 0;
    await first.stop();
    expect(await findProcess(pid)).toBeUndefined();
    const second = await open(join(folder, 'postgres'));
    expect(await query(second, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
    expect(await query(second, "SELECT upper('grüße') AS u")).toEqual([{ u: 'GRÜßE' }]);
    await second.stop();
  },
  LIMIT,
);

test(
  'it works below a folder that is closed to other accounts, and where the path is too long for a socket',
  async () => {
    const deep = join(folder, 'x'.repeat(60), 'y'.repeat(60));
    await mkdir(deep, { recursive: true });
    await chmod(folder, 0o700);
    const server = await open(deep);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const { address } = server;
    const socketFolder = address.kind === 'socket' ? address.folder : '';
    expect(socketFolder.startsWith(tmpdir())).toBe(true);
    await server.stop();
    await expect(readdir(socketFolder)).rejects.toThrow(/ENOENT/);
  },
  LIMIT,
);

test(
  'its programs too may lie below a folder that is closed to other accounts, as in a clone made by mktemp',
  async () => {
    const found = await findPostgres();
    await cp(dirname(found.folder), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    await chmod(folder, 0o700);
    const binaries = { ...found, folder: join(folder, 'native', 'bin') };
    const server = await EmbeddedPostgres.open({ home: join(folder, 'postgres'), logger, binaries });
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  },
  LIMIT,
);

test(
  'a server that dies is started again with everything that was committed',
  async () => {
    const server = await open(join(folder, 'postgres'));
    await query(server, 'CREATE TABLE t (n int); INSERT INTO t VALUES (7)');
    const pid = server.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(
      async () =>
        server.pid !== pid &&
        (await query(server, 'SELECT 1').then(
          () => true,
          () => false,
        )),
    );
    expect(await query(server, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
    await server.stop();
  },
  LIMIT,
);

test(
  'a first start that was interrupted leaves nothing that the next one trips over',
  async () => {
    const home = join(folder, 'postgres');
    await mkdir(join(home, 'new-interrupted'), { recursive: true });
    await writeFile(join(home, 'new-interrupted', 'PG_VERSION'), '18\n');
    const server = await open(home);
    expect(await readdir(home)).toEqual(expect.not.arrayContaining(['new-interrupted']));
    await server.stop();
  },
  LIMIT,
);

test(
  'a database of another major version is refused with a sentence',
  async () => {
    const home = join(folder, 'postgres');
    await (await open(home)).stop();
    await writeFile(join(home, 'data', 'PG_VERSION'), '13\n');
    await expect(open(home)).rejects.toThrow(/was made by PostgreSQL 13, but the one found here is/);
  },
  LIMIT,
);

/** A program in the place of a server whose coordinator was killed. */
async function leftover(script: string): Promise<{ child: ChildProcess; data: string }> {
  const data = join(folder, 'data');
  await mkdir(data);
  const child = spawn(process.execPath, ['-e', script, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await writeFile(join(data, 'postmaster.pid'), `${child.pid}\n${data}\n`);
  return { child, data };
}

test('a leftover server is waited for while it shuts down by itself', async () => {
  const { child, data } = await leftover('console.log("up"); setTimeout(() => process.exit(0), 300)');
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  await endLeftover(data, logger);
  expect(await ended).toBe(0);
});

test(
  'a leftover server that goes on is asked to stop',
  async () => {
    const script =
      'process.on("SIGINT", () => process.exit(3)); setInterval(() => 0, 1000); console.log("up")';
    const { child, data } = await leftover(script);
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    await endLeftover(data, logger);
    expect(await ended).toBe(3);
  },
  LIMIT,
);

test('a stale pid file, or one with the pid of some other program, stops nobody', async () => {
  const data = join(folder, 'data');
  await mkdir(data);
  await writeFile(join(data, 'postmaster.pid'), '999999999\n');
  await endLeftover(data, logger);
  const other = spawn('sleep', ['60']);
  await writeFile(join(data, 'postmaster.pid'), `${other.pid}\n`);
  await endLeftover(data, logger);
  expect(await findProcess(other.pid ?? 0)).toBeDefined();
  other.kill();
});

describe('the lock of the data folder', () => {
  test('keeps a second coordinator out until the first has let go', async () => {
    const release = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderBusy);
    await release();
    await (
      await lockDataFolder(folder)
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['of a process that is gone', { pid: 999_999_999, startedAt: '1' }],
    ['of a process whose pid is used by another one now', { pid: process.pid, startedAt: '1' }],
    ['that is not readable', 'nonsense'],
  ])('a lock %s counts for nothing', async (_name, content) => {
    await writeFile(join(folder, 'coordinator.lock'), JSON.stringify(content));
    await (
      await lockDataFolder(folder)
    )();
  });
});

test(
  'secrets of the server stay in its folder: it is closed to others',
  async () => {
    const server = await open(join(folder, 'postgres'));
    expect(await readFile(join(folder, 'postgres/data/PG_VERSION'), 'utf8')).toMatch(/^\d+\n$/);
    expect(await query(server, 'SHOW unix_socket_permissions')).toEqual([
      { unix_socket_permissions: '0700' },
    ]);
    await server.stop();
  },
  LIMIT,
);
