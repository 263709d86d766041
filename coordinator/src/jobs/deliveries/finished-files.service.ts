import { Injectable } from '@nestjs/common';
import type { OutputFile as OutgoingFile } from '../../destinations/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { fileNameOf } from '../file-name.policy.js';
import type { Job, OutputFile } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';

/** The main file of a job, as it goes out. */
export interface FinishedFile extends OutgoingFile {
  /** Storage key of the farm's own copy. */
  key: string;
}

/** Finds the film of a job once it is made: before the job is published it stands in the result of its main order. */
@Injectable()
export class FinishedFiles {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
  ) {}

  async masterOf(jobId: string, tx?: Tx): Promise<FinishedFile | undefined> {
    const job = await this.jobs.byId(jobId, tx);
    if (!job || job.expiredAt !== null) return undefined;
    const master = job.outputs?.master ?? (await this.unpublished(job, tx));
    if (!master) return undefined;
    const { key, sizeBytes, sha256, contentType } = master;
    return { key, sizeBytes, sha256, contentType, fileName: fileNameOf(job, 'master', contentType) };
  }

  private async unpublished(job: Job, tx?: Tx): Promise<OutputFile | undefined> {
    for (const { result } of await this.orders.ofJob(job.id, tx))
      if (result?.kind === 'whole' || result?.kind === 'stitch' || result?.kind === 'tool')
        return result.files.find(({ role }) => role === 'master');
    return undefined;
  }
}
