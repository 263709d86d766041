import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { WebhookEvent } from './job-to-webhook.js';
import { SubscriptionEntity } from './subscription.entity.js';

export interface StoredSubscription {
  id: string;
  workspaceId: string;
  url: string;
  address: string;
  events: WebhookEvent[];
  sealedSecret: string;
  createdAt: Date;
}

/** Rows of subscriptions; revoked ones stay for the deliveries that name them, and are found by nobody. */
@Injectable()
export class SubscriptionsRepository {
  constructor(@InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>) {}

  /** False when an active subscription with this address exists. */
  async insert(row: StoredSubscription, tx?: Tx): Promise<boolean> {
    const { raw } = await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values({ ...row, revokedAt: null })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  /** Active ones, oldest first. */
  active(workspaceId: string, tx?: Tx): Promise<StoredSubscription[]> {
    return inTx(this.rows, tx).find({
      where: { workspaceId, revokedAt: IsNull() },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  async activeById(workspaceId: string, id: string): Promise<StoredSubscription | undefined> {
    return (await this.rows.findOneBy({ workspaceId, id, revokedAt: IsNull() })) ?? undefined;
  }

  async revoke(workspaceId: string, id: string, at: Date, tx?: Tx): Promise<boolean> {
    const { affected } = await inTx(this.rows, tx).update(
      { workspaceId, id, revokedAt: IsNull() },
      { revokedAt: at, sealedSecret: '' },
    );
    return affected === 1;
  }
}
