import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThanOrEqual, type Repository } from 'typeorm';
import type { Tx } from '../platform/database/transaction.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import type { IdempotencyClaim } from './job.types.js';

export interface ClaimedKey {
  bodyHash: string;
  jobId: string;
}

/** A key is wanted for a job that is being written. */
export interface KeyUse {
  claim: IdempotencyClaim;
  jobId: string;
  at: Date;
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
   * Takes keys of one workspace, each for its job; answers the jobs that got theirs. A second caller with the same key
   * waits here until the first one's transaction ends: the primary key is the lock. Keys older than `since` are taken
   * over. The same key twice in one call is refused by the database.
   */
  async take(workspaceId: string, taken: readonly KeyUse[], since: Date, tx: Tx): Promise<Set<string>> {
    if (taken.length === 0) return new Set();
    const rows = (await tx.query(TAKE, [
      workspaceId,
      taken.map(({ claim }) => claim.route),
      taken.map(({ claim }) => claim.key),
      taken.map(({ claim }) => claim.bodyHash),
      taken.map(({ jobId }) => jobId),
      taken.map(({ at }) => at),
      since,
    ])) as { job_id: string }[];
    return new Set(rows.map((row) => row.job_id));
  }

  async forgetBefore(moment: Date, limit: number): Promise<number> {
    const [, gone] = (await this.rows.manager.query(FORGET, [moment, limit])) as [unknown[], number];
    return gone;
  }
}

const TAKE = `
  INSERT INTO idempotency_keys AS k (workspace_id, route, key, body_hash, job_id, created_at)
  SELECT $1, t.* FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[]) AS t
  ON CONFLICT (workspace_id, route, key) DO UPDATE
    SET body_hash = excluded.body_hash, job_id = excluded.job_id, created_at = excluded.created_at
    WHERE k.created_at < $7
  RETURNING job_id`;

const FORGET = `
  DELETE FROM idempotency_keys WHERE (workspace_id, route, key) IN (
    SELECT workspace_id, route, key FROM idempotency_keys WHERE created_at < $1
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;
