import type { Issue } from '@farm/shared/errors';
import { isLabel, LABEL_RULE } from '@farm/shared/wire';

/** Which agents may do a render, and when it may begin. */
export interface Placement {
  requires?: string[];
  prefers?: string[];
  notBefore?: Date;
  /** Among the renders of its workspace; higher goes first, 0 is usual. */
  priority?: number;
}

const MOST_LABELS = 16;
const MOST_PRIORITY = 100;
/** A time further ahead is a mistake in its year. */
const MOST_AHEAD_MS = 366 * 24 * 3600 * 1000;
/** Date, time and offset: a time without an offset would be that of our clock. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads `requires`, `prefers`, `notBefore` and `priority`, which are ours: absent in what the vendor's clients send. */
export function readPlacement(
  given: Record<string, unknown>,
  now: number,
): { wishes: Placement; issues: Issue[] } {
  const requires = readLabels('requires', given.requires ?? undefined);
  const prefers = readLabels('prefers', given.prefers ?? undefined);
  const notBefore = readTime(given.notBefore ?? undefined, now);
  const priority = readPriority(given.priority ?? undefined);
  return {
    wishes: {
      ...(requires.labels ? { requires: requires.labels } : {}),
      ...(prefers.labels ? { prefers: prefers.labels } : {}),
      ...(notBefore.time ? { notBefore: notBefore.time } : {}),
      ...(priority.value === undefined ? {} : { priority: priority.value }),
    },
    issues: [requires.issue, prefers.issue, notBefore.issue, priority.issue].flatMap((issue) =>
      issue ? [issue] : [],
    ),
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

function readPriority(given: unknown): { value?: number; issue?: Issue } {
  if (given === undefined) return {};
  if (Number.isInteger(given) && Math.abs(given as number) <= MOST_PRIORITY)
    return { value: given as number };
  const message = `priority must be a whole number from -${MOST_PRIORITY} to ${MOST_PRIORITY}.`;
  return { issue: { path: 'priority', message } };
}
