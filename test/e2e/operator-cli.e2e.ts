import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FakeAgent } from '../fakes/fake-agent.js';

/** `framefarm workspaces`, `users` and `keys` against a running coordinator, found through its data folder. */

const FRAMEFARM = join(import.meta.dirname, '../../bin/framefarm');
const folder = mkdtempSync(join(tmpdir(), 'framefarm-operator-'));
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL'),
);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(args: string[], input?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [FRAMEFARM, ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end(input ?? '');
  });
}

const farm = (...args: string[]): Promise<Ended> => run([...args, '--data', 'farm']);

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await farm(...args, '--json');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

let coordinator: ChildProcess;
let url: string;
beforeAll(async () => {
  coordinator = spawn(process.execPath, [FRAMEFARM, 'coordinator', '--port', '0', '--data', 'farm'], {
    cwd: folder,
    env: { ...env, FRAMEFARM_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!coordinator.stdout) throw new Error('the coordinator has no output');
  for await (const line of createInterface({ input: coordinator.stdout })) {
    url = /^Framefarm ready: (\S+)/.exec(line)?.[1] ?? '';
    if (url) return;
  }
  throw new Error('the coordinator ended before it was ready');
}, 60_000);
afterAll(async () => {
  const exited = once(coordinator, 'exit');
  coordinator.kill('SIGTERM');
  await exited;
  rmSync(folder, { recursive: true, force: true });
});

const login = (email: string, password: string) =>
  fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
const keyWorks = async (key: string) =>
  (await fetch(`${url}/v1/render`, { headers: { 'x-api-key': key } })).status;

test('a workspace and its people from the cradle to the grave', async () => {
  const north = await json<{ id: string }>('workspaces', 'create', 'Studio North');
  const ada = await json<{ id: string; password: string }>(
    ...(['users', 'add', 'ada@example.com', '--workspace', 'Studio North', '--role', 'owner'] as const),
  );
  expect((await login('ada@example.com', ada.password)).status).toBe(200);
  const put = await farm(
    'workspaces',
    'add-member',
    'Studio North',
    'owner@framefarm.local',
    '--role',
    'admin',
  );
  expect(put).toMatchObject({ code: 0, stdout: 'owner@framefarm.local is admin of Studio North now.\n' });
  const { stdout } = await farm('workspaces', 'members', north.id);
  expect(stdout).toMatch(/^ID +E-MAIL +ROLE\n.*ada@example\.com +owner\n.*owner@framefarm\.local +admin\n$/);
  expect(await farm('workspaces', 'remove-member', 'Studio North', 'ada@example.com')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^framefarm: The last owner/),
  });
  expect(await farm('workspaces', 'rename', 'Studio North', 'North')).toMatchObject({ code: 0 });
  expect(await farm('workspaces', 'pause', 'North')).toMatchObject({ code: 0, stdout: 'North is paused.\n' });
  expect((await farm('workspaces', 'list')).stdout).toMatch(/ North +paused /);
  expect(await farm('workspaces', 'resume', 'North')).toMatchObject({ code: 0 });
  expect(await farm('workspaces', 'remove', 'North')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--yes/),
  });
  expect(await farm('workspaces', 'remove', 'North', '--yes')).toMatchObject({ code: 0 });
  expect((await login('ada@example.com', ada.password)).status).toBe(403);
}, 60_000);

test('the farm is paused, and an agent is drained, kept for maintenance and removed', async () => {
  expect((await farm('farm', 'pause', '--reason', 'new disks')).stdout).toMatch(
    /paused since .*: new disks\.\n$/,
  );
  expect((await farm('farm', 'resume')).stdout).toBe('The farm works.\n');
  const joinToken = readFileSync(join(folder, 'farm/join-token'), 'utf8').trim();
  const agent = await FakeAgent.ready({ url, joinToken, name: 'rack-3', labels: ['studio'] });
  expect((await farm('agents', 'list')).stdout).toMatch(/ rack-3 +online +cpu 0\/1 +studio +-\n/);
  expect((await farm('agents', 'drain', 'rack-3')).stdout).toBe(
    'rack-3 gets no new work and ends what runs.\n',
  );
  expect((await farm('agents', 'list')).stdout).toMatch(/ studio +drains\n/);
  expect(await farm('agents', 'drain', 'rack-3', '--now')).toMatchObject({ code: 0 });
  expect((await farm('agents', 'resume', 'rack-3')).stdout).toBe('rack-3 gets work again.\n');
  expect(agent.drains).toEqual(['finish', 'now', 'off']);
  const set = await farm('agents', 'windows', 'rack-3', '--start', '* * * * *', '--minutes', '5');
  expect(set.stdout).toMatch(/^\* \* \* \* \*  5 minutes  UTC\nThe next one opens at /);
  expect((await farm('agents', 'list')).stdout).toMatch(/ maintenance until /);
  expect((await farm('agents', 'windows', 'rack-3', '--none')).stdout).toMatch(/has no maintenance windows/);
  expect(await farm('agents', 'windows', 'rack-3', '--start', 'at night')).toMatchObject({ code: 1 });
  expect(await farm('agents', 'probe', 'rack-3')).toMatchObject({ code: 0 });
  expect(await farm('agents', 'lift', 'rack-3', 'nvenc')).toMatchObject({ code: 1 });
  expect(await farm('agents', 'remove', 'rack-3')).toMatchObject({ code: 2 });
  expect(await farm('agents', 'remove', 'rack-3', '--yes')).toMatchObject({ code: 0 });
  expect(await farm('agents', 'drain', 'rack-3')).toMatchObject({ code: 1 });
  agent.drop();
}, 60_000);

test('what was given up is listed and tried again', async () => {
  const joinToken = readFileSync(join(folder, 'farm/join-token'), 'utf8').trim();
  const agent = await FakeAgent.ready({ url, joinToken });
  const { apiKey } = JSON.parse(readFileSync(join(folder, 'farm/credentials.json'), 'utf8')) as {
    apiKey: string;
  };
  const layers = [{ type: 'composition', width: 640, height: 360, sourceDuration: 1 }];
  await fetch(`${url}/v1/render`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ videoJSON: { name: 'lost', layers } }),
  });
  await agent.fail(await agent.offer(), 'source-not-found', 'Layer 2 (image): not found.');
  const { deadLetters } = await json<{ deadLetters: { id: string }[] }>('dead-letters', 'list');
  expect((await farm('dead-letters', 'list')).stdout).toMatch(/ whole +source-not-found +- +lost +Layer 2/);
  const again = await farm('dead-letters', 'retry', deadLetters[0]?.id ?? '');
  expect(again.stdout).toMatch(/ is done again as job \S+\.\n$/);
  expect((await agent.offer(1)).jobId).toBe(/job (\S+)\./.exec(again.stdout)?.[1]);
  agent.drop();
}, 60_000);

test('people are added, disabled, enabled and get other passwords', async () => {
  const added = await farm('users', 'add', 'bob@example.com', '--name', 'Bob');
  expect(added.stdout).toMatch(
    /^bob@example\.com is member of My farm now\.\nPassword, shown this once: \S+\n$/,
  );
  const again = await farm('users', 'add', 'BOB@example.com', '--json');
  expect(again.code).toBe(1);
  expect(JSON.parse(again.stdout)).toMatchObject({ error: expect.stringMatching(/already/), exitCode: 1 });
  const set = await run(
    ['users', 'reset-password', 'Bob@example.com', '--password-stdin', '--data', 'farm'],
    'chosen by hand\n',
  );
  expect(set).toMatchObject({ code: 0, stdout: expect.not.stringContaining('chosen') });
  expect((await login('bob@example.com', 'chosen by hand')).status).toBe(200);
  await farm('users', 'disable', 'bob@example.com');
  expect((await login('bob@example.com', 'chosen by hand')).status).toBe(401);
  expect((await farm('users', 'list', '--search', 'bob')).stdout).toMatch(/bob@example\.com +Bob +disabled/);
  await farm('users', 'enable', 'bob@example.com');
  expect((await login('bob@example.com', 'chosen by hand')).status).toBe(200);
  expect(await farm('users', 'disable', 'nobody@example.com')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/There is no user nobody@example\.com/),
  });
}, 60_000);

test('keys are created, listed and revoked', async () => {
  const made = await farm('keys', 'create', '--name', 'ci', '--role', 'member');
  const key = made.stdout.trim();
  expect(key).toMatch(/^vf_live_\S+$/);
  expect(await keyWorks(key)).toBe(200);
  const { keys } = await json<{ keys: { name: string; role: string; prefix: string }[] }>('keys', 'list');
  expect(keys).toContainEqual(
    expect.objectContaining({ name: 'ci', role: 'member', prefix: key.slice(0, 16) }),
  );
  expect(await farm('keys', 'revoke', key)).toMatchObject({ code: 0 });
  expect(await keyWorks(key)).toBe(401);
  expect(await farm('keys', 'revoke', key)).toMatchObject({ code: 1 });
  expect((await farm('keys', 'list', '--all')).stdout).toMatch(/ ci +member .* revoked/);
}, 60_000);

test('the secret comes from the option too; a wrong one is 77, none is 78, no farm is 69', async () => {
  const secret = readFileSync(join(folder, 'farm/admin-secret'), 'utf8').trim();
  const here = ['--url', url, '--data', 'elsewhere'];
  expect(await run(['keys', 'list', ...here, '--admin-secret', secret])).toMatchObject({ code: 0 });
  expect(await run(['keys', 'list', ...here, '--admin-secret', 'wrong'])).toMatchObject({ code: 77 });
  expect(await run(['keys', 'list', ...here])).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/--admin-secret/),
  });
  const nowhere = ['--url', 'http://127.0.0.1:9', '--admin-secret', secret];
  expect(await run(['users', 'list', ...nowhere])).toMatchObject({ code: 69 });
  expect(await run(['keys', 'create', '--role', 'chief'])).toMatchObject({ code: 2 });
}, 60_000);

describe('framefarm top', () => {
  test('--once prints the farm to the operator, and a workspace to its key', async () => {
    const { code, stdout, stderr } = await farm('top', '--once');
    expect([code, stderr]).toEqual([0, '']);
    // The tests before this one left agents and jobs.
    expect(stdout).toMatch(
      /^farm · \d+ of \d+ agents? online · \d+ running · \d+ renders? and \d+ transfers? wait · /,
    );
    expect(stdout).toMatch(/^LATELY$/m);
    const { apiKey, workspaceId } = JSON.parse(
      readFileSync(join(folder, 'farm/credentials.json'), 'utf8'),
    ) as { apiKey: string; workspaceId: string };
    const mine = await farm('top', '--key', apiKey);
    expect(mine.stdout).toMatch(new RegExp(`^workspace ${workspaceId.slice(0, 8)} · `));
    expect(await json<{ scope: object; jobs: object[] }>('top')).toMatchObject({
      scope: { kind: 'farm' },
      jobs: expect.any(Array) as object[],
    });
  });

  test('a refused key is 77 with a sentence, a farm that is away 69', async () => {
    expect(await farm('top', '--key', 'nobody')).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('not valid') as string,
    });
    expect(await run(['top', '--url', 'http://127.0.0.1:9', '--key', 'x'])).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('cannot be reached') as string,
    });
  });
});
