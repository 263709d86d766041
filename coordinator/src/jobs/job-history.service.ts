import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { isUuid } from '../platform/crypto/ids.js';
import { RemovalsService } from '../storage/index.js';
import { Transactions } from '../platform/database/transaction.js';
import { JobFiles } from './job-files.service.js';
import { JobHistoryRepository } from './job-history.repository.js';
import type { EngineSeconds, JobCounts, JobPage, JobQuery } from './job-history.types.js';
import type { Job } from './job.types.js';

/** Lists give no document with more bytes: a page of a hundred must fit into memory and onto the line. */
const LISTED_DOCUMENT_BYTES = 128 * 2 ** 10;

/** Renders as a history: pages, sums, what they took, and their deletion. */
@Injectable()
export class JobHistoryService {
  constructor(
    private readonly rows: JobHistoryRepository,
    private readonly files: JobFiles,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
  ) {}

  page(workspaceId: string, query: JobQuery): Promise<JobPage> {
    return this.rows.page(workspaceId, query);
  }

  /** Those that are there. */
  many(workspaceId: string, ids: readonly string[]): Promise<Job[]> {
    return this.rows.byIds(workspaceId, [...new Set(ids)].filter(isUuid));
  }

  async newestOf(workspaceId: string, projectId: string): Promise<Job | undefined> {
    const newest = { sortBy: 'created_at', sortOrder: 'desc', page: 1, limit: 1 } as const;
    return (await this.rows.page(workspaceId, { projectId, ...newest })).jobs[0];
  }

  counts(workspaceId: string): Promise<JobCounts> {
    return this.rows.counts(workspaceId);
  }

  /** Documents for a list; big ones are left out. */
  documents(jobs: readonly Job[]): Promise<Map<string, object>> {
    return this.rows.documents(
      jobs.map(({ id }) => id),
      LISTED_DOCUMENT_BYTES,
    );
  }

  storedBytes(workspaceId: string): Promise<number> {
    return this.rows.storedBytes(workspaceId);
  }

  engineSeconds(ids: readonly string[]): Promise<Map<string, EngineSeconds>> {
    return this.rows.engineSeconds(ids);
  }

  /** Deletes one render with its files; 404 when there is none, 409 while it runs. */
  async removeOne(workspaceId: string, id: string): Promise<void> {
    const [removed] = await this.remove(workspaceId, [id]);
    if (removed !== undefined) return;
    const [job] = await this.many(workspaceId, [id]);
    if (!job) throw new FarmError('not-found', `There is no render ${id} in this workspace.`);
    throw new FarmError('conflict', `Render ${id} is ${job.state}; cancel it before you delete it.`, {
      details: { status: job.state },
    });
  }

  /** Deletes those that have ended, and answers their ids. Rows first: no row ever names a file that is gone. */
  async remove(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const { removed, removals } = await this.transactions.run(async (tx) => {
      const removed = await this.rows.removeEnded(workspaceId, ids.filter(isUuid), tx);
      return { removed, removals: await this.files.forget(removed, tx) };
    });
    await this.removals.carryOut(removals);
    return removed.map(({ id }) => id);
  }
}
