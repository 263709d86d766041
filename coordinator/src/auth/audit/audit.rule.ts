import { retentionRule } from '../../platform/retention/retention-rules.js';
import { AuditRepository } from './audit.repository.js';

/** Entries of the audit log. */
export const AuditRule = retentionRule(AuditRepository, {
  name: 'audit entries',
  keepDays: (config) => config.keepAudit,
  sweep: (rows, before, limit) => rows.removeBefore(before, limit),
});
