import type { CoordinatorRow } from './neighbour.types.js';

/** Why `mine` cannot work beside `others`; undefined: they are one farm. */
export function strangeness(mine: CoordinatorRow, others: readonly CoordinatorRow[]): string | undefined {
  const otherKey = others.find(({ secretMark }) => secretMark !== mine.secretMark);
  if (otherKey)
    return (
      `The coordinator on ${otherKey.host} uses the same database with another master key. ` +
      'Set the same FRAMEFARM_SECRET_KEY for all of them (the text of secret.key in the data folder of the first).'
    );
  const otherFiles = others.find(({ filesMark }) => filesMark !== mine.filesMark);
  if (otherFiles)
    return (
      `The coordinator on ${otherFiles.host} uses the same database and keeps the farm's files elsewhere. ` +
      'Give all of them one bucket (FRAMEFARM_STORAGE=s3) or one shared folder (FRAMEFARM_FILES). ' +
      'If that coordinator was stopped with -9 a moment ago, try again in ten seconds.'
    );
  return undefined;
}

/** Milliseconds that a clock may differ from the database's before it is worth a warning: leases last seconds. */
const MOST_SKEW_MS = 2000;

/** A sentence about a clock that is wrong; undefined: good enough. */
export function clockProblem(ownMs: number, databaseMs: number): string | undefined {
  const skew = ownMs - databaseMs;
  if (Math.abs(skew) <= MOST_SKEW_MS) return undefined;
  const side = skew > 0 ? 'ahead of' : 'behind';
  return `the clock of this machine is ${(Math.abs(skew) / 1000).toFixed(1)} s ${side} the database's; set it by NTP`;
}
