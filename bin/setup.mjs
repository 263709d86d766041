// Makes a checkout ready to run: installs the locked packages when they are missing or older than the lock,
// and builds when dist is missing or older than a source. Node built-ins only, because nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const SOURCES = ['shared/src', 'coordinator/src', 'agent/src', 'bin/src'];
const BUILD_SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
/** Written by npm as the last act of an install. */
const INSTALLED = join(root, 'node_modules/.package-lock.json');
/** Touched by us as the last act of a build. */
const BUILT = join(root, 'dist/.built');

/** Changed at (ms since 1970); 0 when there is no such file. */
const age = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function newest(path) {
  if (!statSync(path).isDirectory()) return age(path);
  return readdirSync(path, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? newest(join(path, entry.name)) : age(join(path, entry.name))))
    .reduce((a, b) => Math.max(a, b), age(path));
}

export function needsInstall() {
  if (!existsSync(INSTALLED)) return true;
  if (age(INSTALLED) >= age(join(root, 'package-lock.json'))) return false;
  // A fresh checkout gives every file today's date: compare what is locked before installing again.
  return lockedVersions(join(root, 'package-lock.json')) !== lockedVersions(INSTALLED, true);
}

/** The versions of every package that is installed here, as one comparable text. */
function lockedVersions(path, all = false) {
  const packages = JSON.parse(readFileSync(path, 'utf8')).packages;
  return Object.entries(packages)
    .filter(([name]) => name !== '' && (all || existsSync(join(root, name, 'package.json'))))
    .map(([name, entry]) => `${name}@${entry.version}`)
    .sort()
    .join('\n');
}

export function needsBuild() {
  const inputs = [...SOURCES, ...BUILD_SETTINGS].map((path) => join(root, path)).filter(existsSync);
  return !existsSync(join(root, 'dist/bin/src/main.js')) || Math.max(...inputs.map(newest)) > age(BUILT);
}

function run(program, args, sentence) {
  const started = Date.now();
  process.stderr.write(`${sentence} …\n`);
  const windows = process.platform === 'win32';
  const done = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (done.status !== 0) {
    const why = done.error ? done.error.message : `exit code ${done.status ?? done.signal}`;
    throw new Error(`\`${program} ${args.join(' ')}\` failed (${why}). Its own words are above.`);
  }
  process.stderr.write(`  done in ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}

/** Brings the checkout up to date; throws an Error whose message is a sentence. */
export function setUp({ build = true } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Framefarm needs Node.js 20.19 or later; this is ${process.versions.node}.`);
  if (needsInstall()) {
    run('npm', ['ci', '--no-audit', '--no-fund'], 'Installing the locked packages (npm ci)');
    const now = new Date();
    utimesSync(INSTALLED, now, now);
  }
  if (build && needsBuild()) {
    // An interrupted build leaves an incremental record of files that were never written.
    if (!existsSync(BUILT)) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
    run('npm', ['run', '--silent', 'build'], 'Building');
    writeFileSync(BUILT, '');
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    setUp();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
