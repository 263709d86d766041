import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCoordinator } from '../../setup/coordinator.js';
import { testWith } from '../../setup/test-with.js';

/** The examples of docs/api/auth.md, in one shell, from top to bottom. */
testWith('bash', 'curl')(
  'the examples of docs/api/auth.md work as they stand',
  async () => {
    const page = await readFile(join(import.meta.dirname, '../../../docs/api/auth.md'), 'utf8');
    const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThan(5);
    const farm = await startTestCoordinator();
    const folder = await mkdtemp(join(tmpdir(), 'framefarm-docs-'));
    await symlink(farm.dataDir, join(folder, '.framefarm'));
    // -f: an answer of 400 and above ends the script.
    const script = ['set -eu', 'curl() { command curl -f "$@"; echo; }', ...blocks].join('\n');
    const output = await new Promise<string>((resolve, reject) => {
      execFile('bash', ['-c', script], { cwd: folder, timeout: 60_000 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${error.message}\n${stdout}\n${stderr}`)) : resolve(stdout),
      );
    });
    expect(output).toMatch(/"user":\{"id":"[0-9a-f-]{36}"/);
    expect(output).toMatch(/"apiKey":"vf_live_/);
    expect(output).toMatch(/"token":"vf_invite_/);
    expect(output).toMatch(/"action":"key\.created"/);
    expect(output).toMatch(/"users":\[\]/);
    await farm.stop();
    await rm(folder, { recursive: true, force: true });
  },
  90_000,
);
