import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transaction.js';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { RemovalsService } from '../../storage/index.js';
import { JobFiles } from '../job-files.service.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Ended renders and tools, with everything that belongs to them. */
@Injectable()
export class JobsRule implements RetentionRule {
  readonly name = 'renders and tools';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: JobRetentionRepository,
    private readonly files: JobFiles,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepJobs;
    rules.add(this);
  }

  async sweep(before: Date, limit: number): Promise<number> {
    const { gone, removals } = await this.transactions.run(async (tx) => {
      const gone = await this.rows.removeJobs(before, limit, tx);
      return { gone, removals: await this.files.forget(gone, tx) };
    });
    await this.removals.carryOut(removals);
    return gone.length;
  }
}
