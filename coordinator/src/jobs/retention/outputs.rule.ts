import { retentionRule } from '../../platform/retention/retention-rules.js';
import { ExpiryService } from './expiry.service.js';

/** Files of completed renders and tools. The job stays, says when its files went, and keeps its facts. */
export const OutputsRule = retentionRule(ExpiryService, {
  name: 'outputs',
  keepDays: (config) => config.keepOutputs,
  sweep: (rows, before, limit) => rows.removeOutputs(before, limit),
});
