import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { likeText } from '../platform/database/like-text.js';
import type { Page, PageQuery } from './people/people.types.js';
import { WorkspaceEntity } from './workspace.entity.js';

export interface Workspace {
  id: string;
  name: string;
  createdAt: Date;
  /** Since when the operator of the farm allows only reading; null: it is open. */
  pausedAt: Date | null;
}

/** Any constant: names this lock among the advisory locks of the database. */
const START_LOCK = 8_470_005;

@Injectable()
export class WorkspacesRepository {
  constructor(@InjectRepository(WorkspaceEntity) private readonly rows: Repository<WorkspaceEntity>) {}

  async insert(row: Workspace, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).insert(row);
  }

  /** Until the transaction ends, other coordinators that start wait here. */
  async lockStart(tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
  }

  async get(id: string, tx?: Tx): Promise<Workspace | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ id })) ?? undefined;
  }

  /** The oldest workspace: the one that was made at first start. */
  async first(): Promise<Workspace | undefined> {
    const [row] = await this.rows.find({ order: { createdAt: 'ASC', id: 'ASC' }, take: 1 });
    return row;
  }

  async change(id: string, change: { name?: string; pausedAt?: Date | null }, tx: Tx): Promise<void> {
    if (Object.keys(change).length > 0) await inTx(this.rows, tx).update({ id }, change);
  }

  /** Everything of the workspace goes with it. */
  async remove(id: string, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).delete({ id });
  }

  async page(query: PageQuery & { search?: string | undefined }): Promise<Page<Workspace>> {
    const found = this.rows.createQueryBuilder('workspace');
    if (query.search) found.where('workspace.name ILIKE :part', { part: `%${likeText(query.search)}%` });
    const [rows, total] = await found
      .orderBy('workspace.createdAt', 'ASC')
      .addOrderBy('workspace.id', 'ASC')
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { rows, total };
  }
}
