import { retentionRule } from '../../platform/retention/retention-rules.js';
import { ExpiryService } from './expiry.service.js';

/** Ended renders and tools, with everything that belongs to them. */
export const JobsRule = retentionRule(ExpiryService, {
  name: 'renders and tools',
  keepDays: (config) => config.keepJobs,
  sweep: (rows, before, limit) => rows.removeJobs(before, limit),
});
