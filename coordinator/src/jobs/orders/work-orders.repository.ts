import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows.js';
import { plainRows } from '../../platform/database/plain-rows.js';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import type { WorkOrder } from '../job.types.js';
import { WAKE_SHARE } from './lease-next.sql.js';
import { WorkOrderEntity } from './work-order.entity.js';

export type OrderChange = Partial<Omit<WorkOrder, 'id' | 'jobId' | 'workspaceId'> & { finishedAt: Date }>;

/** Work order rows. The hot queries are in lease-next.sql.ts, used by leases.repository. */
@Injectable()
export class WorkOrdersRepository {
  private readonly plain;

  constructor(@InjectRepository(WorkOrderEntity) private readonly rows: Repository<WorkOrderEntity>) {
    this.plain = plainRows(rows, 'o');
  }

  async insert(order: WorkOrder, createdAt: Date, tx: Tx): Promise<void> {
    await this.insertOfJob([order], createdAt, tx);
  }

  /** Orders of one job. */
  async insertOfJob(orders: readonly WorkOrder[], createdAt: Date, tx: Tx): Promise<void> {
    const [first] = orders;
    if (!first) return;
    await this.wake(first.workspaceId, createdAt, tx);
    await this.insertAwake(
      orders.map((order) => ({ order, createdAt })),
      tx,
    );
  }

  /**
   * Before a workspace gets orders (see WAKE_SHARE). One that had none has its share locked until the transaction ends.
   */
  async wake(workspaceId: string, at: Date, tx: Tx): Promise<void> {
    await tx.query(WAKE_SHARE, [workspaceId, at]);
  }

  /** Orders of a workspace that is awake. */
  async insertAwake(fresh: readonly { order: WorkOrder; createdAt: Date }[], tx: Tx): Promise<void> {
    const rows = fresh.map(({ order, createdAt }) => ({
      ...order,
      createdAt,
      finishedAt: order.state === 'done' ? createdAt : null,
    }));
    await insertRows(this.rows, rows, tx);
  }

  async ofJob(jobId: string, tx?: Tx): Promise<WorkOrder[]> {
    const rows = (await (tx ?? this.rows.manager).query(
      `SELECT ${this.plain.columns} FROM work_orders o WHERE o.job_id = $1`,
      [jobId],
    )) as Record<string, unknown>[];
    return rows.map((row) => toOrder(this.plain.read(row)));
  }

  /** One order of this kind that is done, whichever. */
  async doneOfJob(jobId: string, kind: WorkOrder['kind'], tx?: Tx): Promise<WorkOrder | undefined> {
    const row = await inTx(this.rows, tx).findOneBy({ jobId, kind, state: 'done' });
    return row ? toOrder(row) : undefined;
  }

  async get(id: string, tx?: Tx): Promise<WorkOrder | undefined> {
    const row = await inTx(this.rows, tx).findOneBy({ id });
    return row ? toOrder(row) : undefined;
  }

  /** In the order of the ids. */
  async many(ids: readonly string[], tx: Tx): Promise<WorkOrder[]> {
    if (ids.length === 0) return [];
    const rows = await inTx(this.rows, tx).findBy({ id: In([...ids]) });
    const byId = new Map(rows.map((row) => [row.id, toOrder(row)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** An order and the attempt at it are done. */
  async finish(
    { id, result, finishedAt }: Pick<WorkOrder, 'id' | 'result'> & { finishedAt: Date },
    attemptId: string,
    tx: Tx,
  ): Promise<void> {
    await tx.query(FINISH, [id, JSON.stringify(result), finishedAt, attemptId]);
  }

  async change(id: string, change: OrderChange, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change as QueryDeepPartialEntity<WorkOrderEntity>);
  }

  /** Ends what has not ended; for a cancelled job. */
  async cancelOfJob(jobId: string, at: Date, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update(
      { jobId, state: In(['waiting', 'running']) },
      { state: 'cancelled', finishedAt: at },
    );
  }
}

const FINISH = `
  WITH ended AS (UPDATE attempts SET state = 'done', ended_at = $3 WHERE id = $4)
  UPDATE work_orders SET state = 'done', result = $2::jsonb, finished_at = $3 WHERE id = $1`;

export function toOrder(row: WorkOrderEntity): WorkOrder {
  const { createdAt: _, finishedAt: __, ...order } = row;
  return order;
}
