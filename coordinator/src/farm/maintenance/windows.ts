import { Cron } from 'croner';

/** Times at which an agent is left alone, e.g. for backups or for the people who work at the machine. */
export interface MaintenanceWindow {
  /** A cron expression of five fields (six with seconds) that says when it begins. */
  start: string;
  /** How long it lasts. */
  minutes: number;
  /** IANA name, such as Europe/Berlin; absent: UTC. */
  timeZone?: string;
}

/** Until when one of the windows is open; undefined: none is. */
export function openUntil(windows: readonly MaintenanceWindow[], nowMs: number): Date | undefined {
  const ends = windows.flatMap(({ start, minutes, timeZone }) => {
    // Runs before a moment, that moment left out: the next millisecond takes it in.
    const [began] = clockOf(start, timeZone).previousRuns(1, new Date(nowMs + 1));
    const end = began && began.getTime() <= nowMs ? began.getTime() + minutes * 60_000 : 0;
    return end > nowMs ? [end] : [];
  });
  return ends.length > 0 ? new Date(Math.max(...ends)) : undefined;
}

/** When a window opens next; null: never again. */
export function opensNext(windows: readonly MaintenanceWindow[], nowMs: number): Date | null {
  const starts = windows.flatMap(({ start, timeZone }) => {
    const next = clockOf(start, timeZone).nextRun(new Date(nowMs));
    return next ? [next.getTime()] : [];
  });
  return starts.length > 0 ? new Date(Math.min(...starts)) : null;
}

/** What is wrong with a window, in a sentence; undefined: nothing. */
export function windowProblem({ start, timeZone }: MaintenanceWindow): string | undefined {
  try {
    if (clockOf(start, timeZone).nextRun()) return undefined;
    return `start: "${start}" never comes.`;
  } catch {
    return timeZone !== undefined && !isTimeZone(timeZone)
      ? `timeZone: "${timeZone}" is no time zone; give a name such as Europe/Berlin.`
      : `start: "${start}" is no cron expression; five fields such as "0 3 * * 1-5" are needed.`;
  }
}

const clockOf = (start: string, timeZone = 'UTC'): Cron =>
  new Cron(start, { timezone: timeZone, paused: true });

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
