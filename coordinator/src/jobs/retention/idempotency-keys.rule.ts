import { retentionRule } from '../../platform/retention/retention-rules.js';
import { REPLAY_WINDOW_MS } from '../idempotency.js';
import { IdempotencyKeysRepository } from '../idempotency-keys.repository.js';

/** Idempotency-Keys that replay nothing any more. The window is part of the API, no setting. */
export const IdempotencyKeysRule = retentionRule(IdempotencyKeysRepository, {
  name: 'idempotency keys',
  keepDays: () => REPLAY_WINDOW_MS / 86_400_000,
  sweep: (rows, before, limit) => rows.forgetBefore(before, limit),
});
