import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { testWith } from '../../setup/test-with.js';
import { shBlocks } from './sh-blocks.js';

jest.setTimeout(60_000);
const PAGES = join(import.meta.dirname, '../../../docs/api');
/** Blocks of all pages that are executed. */
const EXECUTED = 38;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let farm: TestCoordinator;
let folder: string;
beforeAll(async () => {
  farm = await startTestCoordinator();
  folder = await mkdtemp(join(tmpdir(), 'framefarm-pages-'));
  await symlink(farm.dataDir, join(folder, '.framefarm'));
  await writeFile(join(folder, 'photo.png'), PNG);
  await writeFile(join(folder, 'photo.jpg'), PNG);
  await writeFile(
    join(folder, 'clip.mp4'),
    Buffer.concat([Buffer.from('\0\0\0\x18ftypisom'), Buffer.alloc(4096)]),
  );
});
afterAll(async () => {
  await farm.stop();
  await rm(folder, { recursive: true, force: true });
});

/**
 * What a page may count on: URL (the farm), KEY (a workspace's key), TOKEN (its owner's), EMAIL and PASSWORD (its owner),
 * ADMIN_SECRET, `.framefarm` (the data folder), photo.png, photo.jpg and clip.mp4. Blocks of one page share their
 * variables; the first command that fails, an HTTP error included, ends it.
 */
async function execute(script: string): Promise<string> {
  const { url, apiKey, email, password } = farm.credentials;
  const login = await farm.call<{ token: string }>('POST', '/v1/auth/login', {
    json: { email, password },
    as: 'nobody',
  });
  const run = promisify(execFile)('bash', ['-c', script], {
    cwd: folder,
    timeout: 45_000,
    env: {
      ...process.env,
      URL: url,
      KEY: apiKey,
      TOKEN: login.body.token,
      EMAIL: email,
      PASSWORD: password,
      ADMIN_SECRET: (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim(),
    },
  });
  return run.then(
    ({ stdout }) => stdout,
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.message}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    },
  );
}

/** curl is told to fail on HTTP errors and to show the sentence. */
const PRELUDE = 'set -euo pipefail\ncurl() { command curl --fail-with-body --max-time 20 "$@"; }\n';

testWith('bash', 'curl')('every page shows what works: its sh blocks are executed in order', async () => {
  const failures: string[] = [];
  let executed = 0;
  for (const page of (await readdir(PAGES)).filter((name) => name.endsWith('.md'))) {
    const blocks = shBlocks(await readFile(join(PAGES, page), 'utf8')).filter(({ skipped }) => !skipped);
    if (blocks.length === 0) continue;
    executed += blocks.length;
    const script = blocks.map(({ line, code }) => `echo "--- ${page}:${line}"\n${code}`).join('\n');
    await execute(PRELUDE + script).catch((error: Error) => failures.push(error.message));
  }
  expect(failures).toEqual([]);
  // A page that is not read any more, or a block that is not seen, would prove nothing. More blocks: raise it.
  expect(executed).toBeGreaterThanOrEqual(EXECUTED);
});

testWith('bash', 'curl')(
  'a page that is wrong is noticed, and a block may opt out with its reason',
  async () => {
    const page = [
      '# A',
      '```sh',
      'A=1',
      '```',
      '<!-- not executed: needs an agent -->',
      '',
      '```sh',
      'false',
      '```',
    ];
    expect(shBlocks(page.join('\n'))).toEqual([
      { line: 2, code: 'A=1', skipped: undefined },
      { line: 7, code: 'false', skipped: 'needs an agent' },
    ]);
    expect(
      shBlocks(['<!-- not executed: all of it -->', ...page].join('\n')).every(({ skipped }) => skipped),
    ).toBe(true);
    await expect(execute(`${PRELUDE}curl -s "$URL/v1/assets" | cat`)).rejects.toThrow(/credentials/);
    expect(await execute(`${PRELUDE}curl -s "$URL/health"`)).toContain('ok');
  },
);
