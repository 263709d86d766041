import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Attempts of ended renders and tools. With them goes what a render took on which engine. */
@Injectable()
export class AttemptsRule implements RetentionRule {
  readonly name = 'attempts';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: JobRetentionRepository,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepAttempts;
    rules.add(this);
  }

  async sweep(before: Date, limit: number): Promise<number> {
    return (await this.rows.removeAttempts(before, limit)).length;
  }
}
