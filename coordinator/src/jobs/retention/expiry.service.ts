import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { RemovalsService } from '../../storage/index.js';
import type { ForgottenJob } from '../forgotten-jobs.sql.js';
import { JobFiles } from '../job-files.service.js';
import { JobRetentionRepository } from './retention.repository.js';

/** What goes with its files: rows in one transaction with the note that the files are to go, then the files. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly rows: JobRetentionRepository,
    private readonly files: JobFiles,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  removeJobs(before: Date, limit: number): Promise<number> {
    return this.withFiles((tx) => this.rows.removeJobs(before, limit, tx));
  }

  removeOutputs(before: Date, limit: number): Promise<number> {
    return this.withFiles((tx) => this.rows.expireOutputs(before, this.clock.date(), limit, tx));
  }

  private async withFiles(take: (tx: Tx) => Promise<ForgottenJob[]>): Promise<number> {
    const { gone, removals } = await this.transactions.run(async (tx) => {
      const gone = await take(tx);
      return { gone, removals: await this.files.forget(gone, tx) };
    });
    await this.removals.carryOut(removals);
    return gone.length;
  }
}
