import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThanOrEqual, type Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import type { IdempotencyClaim } from './job.types.js';

export interface ClaimedKey {
  bodyHash: string;
  jobId: string;
}

/** Rows of Idempotency-Keys: scope is workspace + route + key. */
@Injectable()
export class IdempotencyKeysRepository {
  constructor(
    @InjectRepository(IdempotencyKeyEntity) private readonly rows: Repository<IdempotencyKeyEntity>,
  ) {}

  /** The key as somebody used it at or after `since`. */
  async find(workspaceId: string, claim: IdempotencyClaim, since: Date): Promise<ClaimedKey | undefined> {
    const { route, key } = claim;
    const row = await this.rows.findOneBy({ workspaceId, route, key, createdAt: MoreThanOrEqual(since) });
    return row ? { bodyHash: row.bodyHash, jobId: row.jobId } : undefined;
  }

  /**
   * Takes the key for a job; false when somebody else has it. A second caller with the same key waits here until the
   * first one's transaction ends: the primary key is the lock. Keys older than `since` are taken over.
   */
  async take(workspaceId: string, claim: IdempotencyClaim, jobId: string, at: Date, since: Date, tx: Tx) {
    const taken = (await inTx(this.rows, tx).manager.query(
      `INSERT INTO idempotency_keys AS k (workspace_id, route, key, body_hash, job_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (workspace_id, route, key) DO UPDATE
         SET body_hash = excluded.body_hash, job_id = excluded.job_id, created_at = excluded.created_at
         WHERE k.created_at < $7
       RETURNING job_id`,
      [workspaceId, claim.route, claim.key, claim.bodyHash, jobId, at, since],
    )) as unknown[];
    return taken.length > 0;
  }

  async forgetBefore(moment: Date, limit: number): Promise<number> {
    const [, gone] = (await this.rows.manager.query(FORGET, [moment, limit])) as [unknown[], number];
    return gone;
  }
}

const FORGET = `
  DELETE FROM idempotency_keys WHERE (workspace_id, route, key) IN (
    SELECT workspace_id, route, key FROM idempotency_keys WHERE created_at < $1
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;
