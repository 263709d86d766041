import { Injectable } from '@nestjs/common';
import { RetentionRules, type RetentionRule } from '../../platform/retention/retention-rules.js';
import { REPLAY_WINDOW_MS } from '../idempotency.js';
import { IdempotencyKeysRepository } from '../idempotency-keys.repository.js';

/** Idempotency-Keys that replay nothing any more. The window is part of the API, no setting. */
@Injectable()
export class IdempotencyKeysRule implements RetentionRule {
  readonly name = 'idempotency keys';
  readonly keepDays = REPLAY_WINDOW_MS / 86_400_000;

  constructor(
    rules: RetentionRules,
    private readonly rows: IdempotencyKeysRepository,
  ) {
    rules.add(this);
  }

  sweep(before: Date, limit: number): Promise<number> {
    return this.rows.forgetBefore(before, limit);
  }
}
