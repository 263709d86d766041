// `node test/setup/fetch-corpus.mjs FOLDER [--all]`: takes the files of test/fixtures/media/corpus.tsv out of their Debian
// packages, each below FOLDER/<package>/. Nothing is installed. Without --all, packages beyond LARGEST are left out.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes of one package; all packages together have 750 MB, those up to here 140 MB. */
const LARGEST = 32 * 2 ** 20;

const run = (program, args, options = {}) =>
  execFileSync(program, args, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'], ...options });

const [folder, flag] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node test/setup/fetch-corpus.mjs FOLDER [--all]');
const rows = readFileSync(join(import.meta.dirname, '../fixtures/media/corpus.tsv'), 'utf8')
  .trim()
  .split('\n');
/** Paths by package. */
const files = new Map();
for (const row of rows.slice(1)) {
  const [name, path] = row.split('\t');
  files.set(name, [...(files.get(name) ?? []), path]);
}

/** Packages by name, with their bytes. */
function sizes(names) {
  const text = run('apt-cache', ['show', '--no-all-versions', ...names]).toString();
  const facts = text
    .split('\n\n')
    .map((part) => [/^Package: (.*)$/m.exec(part)?.[1], /^Size: (\d+)$/m.exec(part)?.[1]]);
  return new Map(facts.filter(([name]) => name !== undefined).map(([name, size]) => [name, Number(size)]));
}

const known = sizes([...files.keys()]);
const wanted = [...files.keys()].filter((name) => flag === '--all' || (known.get(name) ?? 0) <= LARGEST);
const drafts = mkdtempSync(join(tmpdir(), 'framefarm-corpus-'));
try {
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...wanted], { cwd: drafts });
  for (const deb of readdirSync(drafts)) {
    const name = deb.split('_')[0];
    const target = join(resolve(folder), name);
    mkdirSync(target, { recursive: true });
    // Only what is asked for, because some packages unpack to gigabytes; documentation may be compressed.
    const paths = files.get(name).map((path) => `'./${path}*'`);
    const unpack = `dpkg-deb --fsys-tarfile '${deb}' | tar -x -C '${target}' --wildcards ${paths.join(' ')}`;
    run('bash', ['-o', 'pipefail', '-c', `${unpack} && find '${target}' -name '*.gz' -exec gunzip {} +`], {
      cwd: drafts,
    });
  }
} finally {
  rmSync(drafts, { recursive: true, force: true });
}
const bytes = wanted.reduce((sum, name) => sum + (known.get(name) ?? 0), 0);
process.stdout.write(`${wanted.length} of ${files.size} packages, ${Math.round(bytes / 1e6)} MB\n`);
