import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { OutputEntity } from './output.entity.js';
import type { Output } from './destination.types.js';

/** An output with what only its service needs. */
export interface OutputRow extends Output {
  position: number;
  prefix: string;
  session: string | null;
}

/** Rows of outputs. */
@Injectable()
export class OutputsRepository {
  constructor(@InjectRepository(OutputEntity) private readonly rows: Repository<OutputEntity>) {}

  async insert(outputs: readonly OutputRow[], tx?: Tx): Promise<void> {
    if (outputs.length > 0) await inTx(this.rows, tx).insert(outputs.map((output) => ({ ...output })));
  }

  async byId(id: string): Promise<OutputRow | undefined> {
    return (await this.rows.findOneBy({ id })) ?? undefined;
  }

  ofJobs(workspaceId: string, jobIds: readonly string[], tx?: Tx): Promise<OutputRow[]> {
    if (jobIds.length === 0) return Promise.resolve([]);
    return inTx(this.rows, tx).find({
      where: { workspaceId, jobId: In([...jobIds]) },
      order: { jobId: 'ASC', position: 'ASC' },
    });
  }

  async update(id: string, change: Partial<OutputRow>, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change);
  }

  /** Makes failed outputs whose time has come pending; each is given to one caller only. */
  async takeDue(limit: number, now: Date): Promise<OutputRow[]> {
    const [taken] = (await this.rows.manager.query(
      `UPDATE outputs SET state = 'pending', next_try_at = NULL, updated_at = $2
       WHERE id IN (
         SELECT id FROM outputs WHERE state = 'failed' AND next_try_at <= $2
         ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [limit, now],
    )) as [{ id: string }[], number];
    return taken.length === 0 ? [] : this.rows.findBy({ id: In(taken.map((row) => row.id)) });
  }
}
