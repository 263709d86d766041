import { renameSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptRef } from '@farm/shared/wire';
import { AttemptLog } from './attempt-log.js';

const OPEN = '.log';
/** The attempt told its end to the log. */
const ENDED = '.ended.log';
const DIED = ['the agent was stopped here and started again; this attempt died with it'];

/** The logs of this daemon's attempts that the coordinator has not answered in full, one file each. */
export class AttemptLogs {
  private readonly logs = new Map<string, AttemptLog>();

  constructor(private readonly folder: string) {}

  /**
   * Takes up what an earlier daemon left. `lastLines`: how an attempt ended whose report is stored; undefined: it died
   * with that daemon.
   */
  async open(lastLines: (attemptId: string) => readonly string[] | undefined): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const log = name.endsWith(OPEN) ? AttemptLog.resume(path) : undefined;
      if (!log) await rm(path, { force: true });
      else this.takeUp(log, name.endsWith(ENDED), lastLines(log.ref.attemptId) ?? DIED);
    }
  }

  private takeUp(log: AttemptLog, isEnded: boolean, lastLines: readonly string[]): void {
    this.logs.set(log.ref.attemptId, log);
    if (isEnded) log.isEnded = true;
    else this.end(log, lastLines);
  }

  begin(ref: AttemptRef, workFolder: string): AttemptLog {
    const log = AttemptLog.begin(join(this.folder, `${ref.attemptId}${OPEN}`), ref, workFolder);
    this.logs.set(ref.attemptId, log);
    return log;
  }

  /** Ends a log so that a later daemon knows that it is whole. */
  end(log: AttemptLog, lastLines: readonly string[]): void {
    log.end(...lastLines);
    const ended = join(this.folder, `${log.ref.attemptId}${ENDED}`);
    try {
      renameSync(log.path, ended);
      log.path = ended;
    } catch {
      // A full disk: it is read as one that was cut off.
    }
  }

  all(): AttemptLog[] {
    return [...this.logs.values()];
  }

  drop(log: AttemptLog): void {
    log.remove();
    this.logs.delete(log.ref.attemptId);
  }
}
