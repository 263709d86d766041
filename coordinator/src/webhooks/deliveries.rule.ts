import { retentionRule } from '../platform/retention/retention-rules.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Webhook deliveries that were answered or given up, with their log. Afterwards they cannot be sent again. */
export const DeliveriesRule = retentionRule(DeliveriesRepository, {
  name: 'webhook deliveries',
  keepDays: (config) => config.keepDeliveries,
  sweep: (rows, before, limit) => rows.removeEnded(before, limit),
});
