import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { FILE_REMOVAL_LOCK } from '../../platform/database/file-removal-lock.js';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { RemovalEntity } from './removal.entity.js';
import type { Removal } from './removal.policy.js';

/** Rows of files that are to go. */
@Injectable()
export class RemovalsRepository {
  constructor(@InjectRepository(RemovalEntity) private readonly rows: Repository<RemovalEntity>) {}

  async insert(removals: Omit<Removal, 'tries'>[], dueAt: Date, tx: Tx): Promise<void> {
    if (removals.length > 0) await inTx(this.rows, tx).insert(removals.map((one) => ({ ...one, dueAt })));
  }

  /**
   * Takes due rows until `heldUntil`: nobody else works on them meanwhile, and when this process dies they are due
   * again then. None while a backup copies. `ids`: only these.
   */
  async take(now: Date, heldUntil: Date, limit: number, ids: readonly string[] | null): Promise<Removal[]> {
    const [taken] = (await this.rows.manager.query(TAKE, [
      now,
      heldUntil,
      limit,
      ids,
      FILE_REMOVAL_LOCK,
    ])) as [Removal[], number];
    return taken;
  }

  async again(id: string, dueAt: Date, lastError: string | null): Promise<void> {
    const tries = lastError === null ? { tries: 0 } : {};
    await this.rows.update({ id }, { dueAt, lastError, ...tries });
  }

  async forget(id: string): Promise<void> {
    await this.rows.delete({ id });
  }
}

const TAKE = `
  UPDATE removals SET due_at = $2, tries = tries + 1
  WHERE (SELECT pg_try_advisory_xact_lock_shared($5)) AND id IN (
    SELECT id FROM removals
    WHERE due_at <= $1 AND ($4::uuid[] IS NULL OR id = ANY($4::uuid[]))
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, target, whole_folder AS "wholeFolder", until, tries`;
