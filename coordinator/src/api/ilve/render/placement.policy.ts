import type { Issue } from '@farm/shared/errors';
import { isLabel, LABEL_RULE } from '@farm/shared/wire';

/** Which agents may do a render, and when it may begin. */
export interface Placement {
  requires?: string[];
  prefers?: string[];
  notBefore?: Date;
}

const MOST_LABELS = 16;
/** A time further ahead is a mistake in its year. */
const MOST_AHEAD_MS = 366 * 24 * 3600 * 1000;
/** Date, time and offset: a time without an offset would be that of our clock. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads `requires`, `prefers` and `notBefore`, which are ours: absent in what the vendor's clients send. */
export function readPlacement(
  given: Record<string, unknown>,
  now: number,
): { wishes: Placement; issues: Issue[] } {
  const requires = readLabels('requires', given.requires ?? undefined);
  const prefers = readLabels('prefers', given.prefers ?? undefined);
  const notBefore = readTime(given.notBefore ?? undefined, now);
  return {
    wishes: {
      ...(requires.labels ? { requires: requires.labels } : {}),
      ...(prefers.labels ? { prefers: prefers.labels } : {}),
      ...(notBefore.time ? { notBefore: notBefore.time } : {}),
    },
    issues: [requires.issue, prefers.issue, notBefore.issue].flatMap((issue) => (issue ? [issue] : [])),
  };
}

function readLabels(path: string, given: unknown): { labels?: string[]; issue?: Issue } {
  if (given === undefined) return {};
  const fine = Array.isArray(given) && given.length <= MOST_LABELS && given.every(isLabel);
  if (fine) return { labels: [...new Set(given as string[])] };
  return {
    issue: { path, message: `${path} must be a list of at most ${MOST_LABELS} labels; ${LABEL_RULE}` },
  };
}

function readTime(given: unknown, now: number): { time?: Date; issue?: Issue } {
  if (given === undefined) return {};
  const at = typeof given === 'string' && ISO_TIME.test(given) ? Date.parse(given) : NaN;
  const path = 'notBefore';
  if (Number.isNaN(at))
    return { issue: { path, message: 'notBefore must be a time such as 2026-12-24T22:00:00Z.' } };
  if (at > now + MOST_AHEAD_MS)
    return { issue: { path, message: 'notBefore must be at most a year ahead.' } };
  return at > now ? { time: new Date(at) } : {};
}
