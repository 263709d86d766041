// `npm test`: sets the checkout up, runs every project of jest.config.mjs and ends with the line "N passed, N failed".
// Arguments go through to Jest: `npm test -- --selectProjects unit contract`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from '../bin/setup.mjs';

const root = join(import.meta.dirname, '..');
const output = join(root, 'test/output');

/** Whole processes use the machine as they would alone, so their files run one after another. */
const IN_BAND = ['e2e'];
/** Pictures take a core each, and would keep the tests with deadlines waiting. */
const PICTURES = ['media'];
const TOGETHER = ['unit', 'contract', 'medium'];

/** Runs Jest once; returns its counts, with `failed` at least 1 when it could not even report. */
function jest(name, args) {
  const report = join(output, `jest-${name}.json`);
  rmSync(report, { force: true });
  const done = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--ci',
      '--passWithNoTests',
      '--json',
      `--outputFile=${report}`,
      ...args,
    ],
    // Jest writes its JSON to standard output too when asked for it; only its own summary, on standard error, is for people.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_ENV: 'test' } },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  const broken = counts.numRuntimeErrorTestSuites;
  const failed = counts.numFailedTests + broken;
  return {
    passed: counts.numPassedTests,
    // A suite that could not be loaded, or a leak that Jest made an exit code of, counts as one failure.
    failed: failed === 0 && done.status !== 0 ? 1 : failed,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

function runs(args) {
  if (args.includes('--selectProjects')) {
    const chosen = args.slice(args.indexOf('--selectProjects') + 1);
    const inBand = IN_BAND.some((name) => chosen.includes(name));
    return [['chosen', [...args, inBand ? '--runInBand' : '--maxWorkers=2']]];
  }
  return [
    ['together', [...args, '--maxWorkers=2', '--selectProjects', ...TOGETHER]],
    ['pictures', [...args, '--maxWorkers=2', '--selectProjects', ...PICTURES]],
    ['in-band', [...args, '--runInBand', '--selectProjects', ...IN_BAND]],
  ];
}

function main() {
  setUp();
  mkdirSync(output, { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, args] of runs(process.argv.slice(2))) {
    const counts = jest(name, args);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}
