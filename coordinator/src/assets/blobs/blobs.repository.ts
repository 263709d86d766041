import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, type Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import type { Blob } from './blob.types.js';
import { BlobEntity } from './blob.entity.js';

/** Rows of blobs. */
@Injectable()
export class BlobsRepository {
  constructor(@InjectRepository(BlobEntity) private readonly rows: Repository<BlobEntity>) {}

  /**
   * Until the transaction ends nobody else attaches or releases blobs of this workspace. To be taken before any row
   * lock: these transactions are short, and one lock cannot deadlock.
   */
  async lockWorkspace(workspaceId: string, tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 17))', [`blobs ${workspaceId}`]);
  }

  async insert(blob: Blob, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).insert(blob);
  }

  async change(id: string, change: Partial<Blob>, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change);
  }

  async get(workspaceId: string, id: string, tx?: Tx): Promise<Blob | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ workspaceId, id })) ?? undefined;
  }

  /** The stored blob with this content. */
  async ofContent(workspaceId: string, sha256: string, tx: Tx): Promise<Blob | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ workspaceId, sha256, state: 'stored' })) ?? undefined;
  }

  /** Those of `ids` that no asset shows. */
  async unused(workspaceId: string, ids: string[], tx: Tx): Promise<Blob[]> {
    return inTx(this.rows, tx)
      .createQueryBuilder('blob')
      .where({ workspaceId, id: In(ids), state: In(['stored', 'incoming']) })
      .andWhere('NOT EXISTS (SELECT 1 FROM assets a WHERE a.blob_id = blob.id)')
      .getMany();
  }

  /** Blobs that have not become stored since `before`, and such that are only waiting to be deleted. */
  async leftovers(before: Date, limit: number): Promise<Blob[]> {
    const order = { changedAt: 'ASC' as const };
    return this.rows.find({
      where: [{ state: 'leaving' }, { state: 'incoming', changedAt: LessThan(before) }],
      order,
      take: limit,
    });
  }

  /** False when an asset shows it: then its bytes must stay. */
  async claimForDeletion(id: string, tx: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx)
      .createQueryBuilder()
      .update()
      .set({ state: 'leaving' })
      .where({ id, state: In(['incoming', 'leaving']) })
      .andWhere('NOT EXISTS (SELECT 1 FROM assets a WHERE a.blob_id = blobs.id)')
      .execute();
    return (done.affected ?? 0) > 0;
  }

  async forget(id: string, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).delete({ id, state: 'leaving' });
  }
}
