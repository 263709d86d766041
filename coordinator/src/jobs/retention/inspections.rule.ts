import { retentionRule } from '../../platform/retention/retention-rules.js';
import { JobRetentionRepository } from './retention.repository.js';

/** Ended looks of agents at assets: what they found stands in the asset. */
export const InspectionsRule = retentionRule(JobRetentionRepository, {
  name: 'inspections',
  keepDays: (config) => config.keepInspections,
  sweep: (rows, before, limit) => rows.removeInspections(before, limit),
});
