import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transaction.js';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { RemovalsService } from '../../storage/index.js';
import { JobFiles } from '../job-files.service.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Files of completed renders and tools. The job stays, says when its files went, and keeps its facts. */
@Injectable()
export class OutputsRule implements RetentionRule {
  readonly name = 'outputs';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: JobRetentionRepository,
    private readonly files: JobFiles,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepOutputs;
    rules.add(this);
  }

  async sweep(before: Date, limit: number): Promise<number> {
    const { gone, removals } = await this.transactions.run(async (tx) => {
      const gone = await this.rows.expireOutputs(before, this.clock.date(), limit, tx);
      return { gone, removals: await this.files.forget(gone, tx) };
    });
    await this.removals.carryOut(removals);
    return gone.length;
  }
}
