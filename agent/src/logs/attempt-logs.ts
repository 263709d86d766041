import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptRef } from '@farm/shared/wire';
import { AttemptLog } from './attempt-log.js';

const OPEN = '.log';
/** The attempt told its end to the log. */
const ENDED = '.ended.log';

/** The logs of this daemon's attempts that the coordinator has not answered in full, one file each. */
export class AttemptLogs {
  private readonly logs = new Map<string, AttemptLog>();

  constructor(private readonly folder: string) {}

  /** Takes up what an earlier daemon left. An attempt that did not end in its log ended with that daemon. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const log = name.endsWith(OPEN) ? AttemptLog.resume(path) : undefined;
      if (!log) await rm(path, { force: true });
      else await this.takeUp(log, name.endsWith(ENDED));
    }
  }

  private async takeUp(log: AttemptLog, isEnded: boolean): Promise<void> {
    this.logs.set(log.ref.attemptId, log);
    if (isEnded) log.isEnded = true;
    else await this.end(log, 'the agent was stopped here and started again; this attempt died with it');
  }

  begin(ref: AttemptRef, workFolder: string): AttemptLog {
    const log = AttemptLog.begin(join(this.folder, `${ref.attemptId}${OPEN}`), ref, workFolder);
    this.logs.set(ref.attemptId, log);
    return log;
  }

  /** Ends a log so that a later daemon knows that it is whole. */
  async end(log: AttemptLog, ...notes: string[]): Promise<void> {
    log.end(...notes);
    const ended = join(this.folder, `${log.ref.attemptId}${ENDED}`);
    await rename(log.path, ended).then(
      () => (log.path = ended),
      () => undefined, // a full disk: it is read as one that was cut off
    );
  }

  all(): AttemptLog[] {
    return [...this.logs.values()];
  }

  drop(log: AttemptLog): void {
    log.remove();
    this.logs.delete(log.ref.attemptId);
  }
}
