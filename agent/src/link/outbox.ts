import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { attemptDoneSchema, attemptFailedSchema, type AttemptRef } from '@farm/shared/wire';
import { readJson, syncFolder, writeAtomically } from '../platform/atomic-file.js';

const reportSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('attempt.done'), payload: attemptDoneSchema }),
  z.object({ event: z.literal('attempt.failed'), payload: attemptFailedSchema }),
]);
/** How an attempt ended, in the words of the wire. */
export type Report = z.infer<typeof reportSchema>;

/**
 * Terminal reports on disk, one file each (`<attemptId>.json`), until the coordinator answered them. Invariant: when
 * `put` has resolved, the report outlives this process and a power cut; it leaves only through `drop`.
 */
export class Outbox {
  /** Reports that may be sent: on disk, or as safe as they can be made. */
  private readonly reports = new Map<string, Report>();
  /** Reports on their way to disk. One that was sent and dropped meanwhile would come back to life as a file. */
  private readonly writes = new Map<string, Promise<void>>();

  constructor(private readonly folder: string) {}

  /** Reads what an earlier daemon left. A file that is no report is set aside, never sent and never in the way. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      if (name.startsWith('.')) await rm(join(this.folder, name), { force: true });
      if (name.startsWith('.') || !name.endsWith('.json')) continue;
      const parsed = reportSchema.safeParse(await readJson(join(this.folder, name)));
      if (parsed.success) this.reports.set(parsed.data.payload.attemptId, parsed.data);
      else await rename(join(this.folder, name), join(this.folder, `${name}.unreadable`));
    }
  }

  /** The first report of an attempt stays: an attempt ends once. */
  async put(report: Report): Promise<void> {
    const { attemptId } = report.payload;
    if (this.reports.has(attemptId)) return;
    const write = this.writes.get(attemptId) ?? this.write(report);
    this.writes.set(attemptId, write);
    await write;
  }

  private async write(report: Report): Promise<void> {
    const { attemptId } = report.payload;
    try {
      await writeAtomically(this.path(attemptId), JSON.stringify(report));
    } catch (error) {
      // A full disk: the report is kept in memory, which is all that can be done, and the caller logs it.
      throw new Error(`the report of attempt ${attemptId} could not be written to disk`, { cause: error });
    } finally {
      this.reports.set(attemptId, report);
      this.writes.delete(attemptId);
    }
  }

  async drop(attemptId: string): Promise<void> {
    await this.writes.get(attemptId)?.catch(() => undefined);
    this.reports.delete(attemptId);
    await rm(this.path(attemptId), { force: true });
    await syncFolder(this.folder);
  }

  has(attemptId: string): boolean {
    return this.reports.has(attemptId) || this.writes.has(attemptId);
  }

  get(attemptId: string): Report | undefined {
    return this.reports.get(attemptId);
  }

  pending(): Report[] {
    return [...this.reports.values()];
  }

  refs(): AttemptRef[] {
    return this.pending().map(({ payload: { attemptId, orderId, token } }) => ({
      attemptId,
      orderId,
      token,
    }));
  }

  private path(attemptId: string): string {
    return join(this.folder, `${attemptId}.json`);
  }
}
