import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { plainRows } from '../../platform/database/plain-rows.js';
import type { Tx } from '../../platform/database/transaction.js';
import { JobEntity } from '../job.entity.js';
import type { Attempt, WorkOrder } from '../job.types.js';
import { toJob } from '../jobs.repository.js';
import { AttemptEntity } from './attempt.entity.js';
import { toAttempt } from './attempts.repository.js';
import type { Held } from './outcome.types.js';
import { WorkOrderEntity } from './work-order.entity.js';
import { toOrder } from './work-orders.repository.js';

type Row = Record<string, unknown>;

/** An attempt with its order and its job, in one query: every message about work needs them. */
@Injectable()
export class HeldRepository {
  private readonly job;
  private readonly order;
  private readonly attempt;

  constructor(
    @InjectRepository(JobEntity) private readonly jobs: Repository<JobEntity>,
    @InjectRepository(WorkOrderEntity) orders: Repository<WorkOrderEntity>,
    @InjectRepository(AttemptEntity) attempts: Repository<AttemptEntity>,
  ) {
    this.job = plainRows(jobs, 'j');
    this.order = plainRows(orders, 'o');
    this.attempt = plainRows(attempts, 'a');
  }

  /** With their rows locked, the job's first as everywhere. */
  async lock(attemptId: string, tx: Tx): Promise<Held | undefined> {
    const { job, order, attempt } = this;
    const [row] = (await tx.query(
      `SELECT ${job.columns}, ${order.columns}, ${attempt.columns} FROM attempts a
       JOIN jobs j ON j.id = a.job_id JOIN work_orders o ON o.id = a.order_id
       WHERE a.id = $1 FOR UPDATE OF j, o, a`,
      [attemptId],
    )) as Row[];
    return (
      row && {
        job: toJob(job.read(row)),
        order: toOrder(order.read(row)),
        attempt: toAttempt(attempt.read(row)),
      }
    );
  }

  /** As they are at this moment. */
  async look(attemptId: string): Promise<{ attempt: Attempt; order: WorkOrder } | undefined> {
    const { order, attempt } = this;
    const [row] = (await this.jobs.manager.query(
      `SELECT ${order.columns}, ${attempt.columns} FROM attempts a
       JOIN work_orders o ON o.id = a.order_id WHERE a.id = $1`,
      [attemptId],
    )) as Row[];
    return row && { attempt: toAttempt(attempt.read(row)), order: toOrder(order.read(row)) };
  }
}
