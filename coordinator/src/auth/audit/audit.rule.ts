import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { AuditRepository } from './audit.repository.js';

/** Entries of the audit log. */
@Injectable()
export class AuditRule implements RetentionRule {
  readonly name = 'audit entries';
  readonly keepDays: number;

  constructor(
    rules: RetentionRules,
    private readonly rows: AuditRepository,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.keepDays = config.keepAudit;
    rules.add(this);
  }

  sweep(before: Date, limit: number): Promise<number> {
    return this.rows.removeBefore(before, limit);
  }
}
