// What the command line of `npm run bench` says.
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Media, results and the frames that limits read; made once, or anew by each run. */
export const OUT = join(ROOT, 'test', 'output', 'bench');

const args = process.argv.slice(2);
const valueOf = (name) => {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  return at === -1 ? undefined : (args[at].split('=')[1] ?? args[at + 1]);
};

/** Shorter scenes and two runs: a check, not a measurement worth keeping. */
export const QUICK = args.includes('--quick');
export const JSON_LINE = args.includes('--json');
export const RUNS = Number(valueOf('--runs') ?? (QUICK ? 2 : 5));
/** Names of the groups of rows that are wanted; absent: all. */
const only = valueOf('--only')?.split(',');
export const wanted = (name) => only === undefined || only.includes(name);

/** Seconds of a scene: as the table has them, or as many as a quick look needs. */
export const lasting = (whole, quick) => (QUICK ? quick : whole);

export const say = (text) => process.stderr.write(`${text}\n`);
