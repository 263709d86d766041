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

  async byId(id: string, tx?: Tx): Promise<OutputRow | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ id })) ?? undefined;
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

  /** Failed outputs of completed jobs whose time has come, the longest waiting first. */
  due(limit: number, now: Date): Promise<OutputRow[]> {
    return this.rows
      .createQueryBuilder('output')
      .innerJoin('jobs', 'job', "job.id = output.jobId AND job.state = 'completed'")
      .where('output.status = :status AND output.nextTryAt <= :now', { status: 'failed', now })
      .orderBy('output.nextTryAt', 'ASC')
      .limit(limit)
      .getMany();
  }
}
