import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { newId } from '../platform/crypto/ids.js';
import { inTx, Transactions, type Tx } from '../platform/database/transaction.js';
import { DeliveryEntity } from './delivery.entity.js';
import { DeliveryTryEntity } from './delivery-try.entity.js';
import type { Delivery, DeliveryQuery, DeliveryTry, NewDelivery } from './delivery.types.js';

export type DeliveryEnd =
  { state: 'delivered' | 'dead'; reason: string | null; endedAt: Date } | { state: 'pending'; nextAt: Date };

/** Lines of the log that are shown. */
const MOST_TRIES_SHOWN = 100;

/** Rows of the outbox and of its log. */
@Injectable()
export class DeliveriesRepository {
  constructor(
    @InjectRepository(DeliveryEntity) private readonly rows: Repository<DeliveryEntity>,
    @InjectRepository(DeliveryTryEntity) private readonly tries: Repository<DeliveryTryEntity>,
    private readonly transactions: Transactions,
  ) {}

  /** Once for each job, event and address, whoever asks how often. `held`: the writer makes the first try itself. */
  async insert(delivery: NewDelivery, at: Date, tx?: Tx, held?: Date): Promise<void> {
    const run = { state: 'pending' as const, tries: held ? 1 : 0, nextAt: held ?? at };
    const ends = { lastStatus: null, lastError: null, reason: null, createdAt: at, endedAt: null };
    await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values({ ...delivery, ...run, ...ends })
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
         SELECT id FROM webhook_deliveries WHERE state = 'pending' AND next_at <= $2
         ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [limit, now, heldUntil],
    )) as [{ id: string }[], number];
    return taken.length === 0 ? [] : this.rows.findBy({ id: In(taken.map(({ id }) => id)) });
  }

  /**
   * Writes the try into the log, and moves the delivery on if it is still this sender's: `tries` and `nextAt` are those
   * of its taking. Otherwise it was begun again by hand, or taken by somebody else, and goes its own way.
   */
  async note(
    held: Pick<Delivery, 'id' | 'tries' | 'nextAt'>,
    one: DeliveryTry,
    end: DeliveryEnd,
  ): Promise<void> {
    const { id, tries, nextAt } = held;
    await this.transactions.run(async (tx) => {
      const last = { lastStatus: one.status, lastError: one.error };
      const mine = { id, state: 'pending' as const, tries, nextAt };
      const { affected } = await inTx(this.rows, tx).update(mine, { ...end, ...last });
      // Not there: gone with its job.
      if (affected === 1 || (await inTx(this.rows, tx).existsBy({ id })))
        await inTx(this.tries, tx).insert({ id: newId(), deliveryId: id, ...one });
    });
  }

  async get(workspaceId: string, id: string): Promise<Delivery | undefined> {
    return (await this.rows.findOneBy({ workspaceId, id })) ?? undefined;
  }

  /** Newest first. */
  async triesOf(deliveryId: string): Promise<DeliveryTry[]> {
    const found = await this.tries.find({
      where: { deliveryId },
      order: { at: 'DESC', id: 'DESC' },
      take: MOST_TRIES_SHOWN,
    });
    return found.map(({ at, ms, status, error, answer }) => ({ at, ms, status, error, answer }));
  }

  pending(): Promise<number> {
    return this.rows.countBy({ state: 'pending' });
  }

  /** Newest first. */
  async list(workspaceId: string, query: DeliveryQuery): Promise<{ deliveries: Delivery[]; total: number }> {
    const { page, limit, ...filter } = query;
    const [deliveries, total] = await this.rows.findAndCount({
      where: { workspaceId, ...filter },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * limit,
      take: limit,
    });
    return { deliveries, total };
  }

  /** A new run from `at` on, whatever came of the one before. */
  async startAgain(workspaceId: string, id: string, at: Date): Promise<boolean> {
    const fresh = { state: 'pending' as const, tries: 0, nextAt: at, reason: null, endedAt: null };
    const { affected } = await this.rows.update({ workspaceId, id }, fresh);
    return affected === 1;
  }

  /** Deletes what ended before a moment, with its log. */
  async removeEnded(before: Date, limit: number): Promise<number> {
    const [, gone] = (await this.rows.manager.query(REMOVE_ENDED, [before, limit])) as [unknown[], number];
    return gone;
  }
}

const REMOVE_ENDED = `
  DELETE FROM webhook_deliveries WHERE id IN (
    SELECT id FROM webhook_deliveries WHERE ended_at < $1 AND state <> 'pending'
    ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;
