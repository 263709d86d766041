/** What is to go from the farm's storage. */
export interface Unwanted {
  /** A key, or what every key of a folder starts with (without the last `/`). */
  target: string;
  wholeFolder: boolean;
  /** Upload grants for it may live until then: it is removed now, and once more after that. */
  until?: Date;
}

export interface Removal extends Unwanted {
  id: string;
  until: Date;
  /** Times that it was tried, this one included. */
  tries: number;
}

export const file = (key: string): Unwanted => ({ target: key, wholeFolder: false });
export const folder = (prefix: string, until?: Date): Unwanted => ({
  target: prefix,
  wholeFolder: true,
  ...(until ? { until } : {}),
});

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3600_000;
/** Grants are judged by the storage's own clock. */
const GRACE_MS = 60_000;

/** What becomes of a removal that the storage has carried out: undefined when it is done for good. */
export function againAfterSuccess({ until }: Removal, now: Date): Date | undefined {
  return until.getTime() > now.getTime() ? new Date(until.getTime() + GRACE_MS) : undefined;
}

/** When one that failed is tried again: half a minute, a minute, two, … an hour. */
export function againAfterFailure({ tries }: Removal, now: Date): Date {
  const wait = FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 20);
  return new Date(now.getTime() + Math.min(wait, LONGEST_WAIT_MS));
}
