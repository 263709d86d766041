import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// npm run chaos -- [--rounds N] [--seed S]: misfortunes on demand, as many as you have time for. Needs `npm run build`.
const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string' } },
});
const env = {
  ...process.env,
  CHAOS_ROUNDS: values.rounds,
  ...(values.seed ? { CHAOS_SEED: values.seed } : {}),
};
const args = ['--selectProjects', 'e2e', '--runInBand', '--', 'test/e2e/chaos'];
const { status } = spawnSync(join(root, 'node_modules/.bin/jest'), args, {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
