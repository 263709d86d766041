import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { RetentionRules, type RetentionRule } from '../platform/retention/retention-rules.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Webhook deliveries that were answered or given up, with their log. Afterwards they cannot be sent again. */
@Injectable()
export class DeliveriesRule implements RetentionRule {
  readonly name = 'webhook deliveries';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: DeliveriesRepository,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepDeliveries;
    rules.add(this);
  }

  sweep(before: Date, limit: number): Promise<number> {
    return this.rows.removeEnded(before, limit);
  }
}
