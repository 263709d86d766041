import { retentionRule } from '../../platform/retention/retention-rules.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Attempts of ended renders and tools. With them goes what a render took on which engine. */
export const AttemptsRule = retentionRule(JobRetentionRepository, {
  name: 'attempts',
  keepDays: (config) => config.keepAttempts,
  sweep: (rows, before, limit) => rows.removeAttempts(before, limit),
});
