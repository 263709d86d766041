import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { DeliveryEntity } from './delivery.entity.js';
import type { WebhookEvent } from './job-to-webhook.js';

export interface Delivery {
  id: string;
  workspaceId: string;
  jobId: string;
  url: string;
  event: WebhookEvent;
  tries: number;
}
export type DeliveryEnd =
  | { state: 'delivered' | 'given-up'; lastAnswer: string; endedAt: Date }
  | { state: 'due'; lastAnswer: string; nextAt: Date };

/** Rows of the outbox. */
@Injectable()
export class DeliveriesRepository {
  constructor(@InjectRepository(DeliveryEntity) private readonly rows: Repository<DeliveryEntity>) {}

  async insert(delivery: Delivery, at: Date, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values({ ...delivery, state: 'due', nextAt: at, lastAnswer: null, createdAt: at, endedAt: null })
      .orIgnore()
      .execute();
  }

  /**
   * Takes due rows until `heldUntil`: nobody else sends them meanwhile, and when this process dies they are due
   * again then. Each taking counts as a try.
   */
  async take(limit: number, now: Date, heldUntil: Date): Promise<Delivery[]> {
    const [taken] = (await this.rows.manager.query(
      `UPDATE webhook_deliveries SET next_at = $3, tries = tries + 1
       WHERE id IN (
         SELECT id FROM webhook_deliveries WHERE state = 'due' AND next_at <= $2
         ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, workspace_id AS "workspaceId", job_id AS "jobId", url, event, tries`,
      [limit, now, heldUntil],
    )) as [Delivery[], number];
    return taken;
  }

  async note(id: string, end: DeliveryEnd): Promise<void> {
    await this.rows.update({ id, state: 'due' }, end);
  }
}
