import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Ended looks of agents at assets: what they found stands in the asset. */
@Injectable()
export class InspectionsRule implements RetentionRule {
  readonly name = 'inspections';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: JobRetentionRepository,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepInspections;
    rules.add(this);
  }

  async sweep(before: Date, limit: number): Promise<number> {
    return (await this.rows.removeInspections(before, limit)).length;
  }
}
