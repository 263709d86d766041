import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryPost } from './delivery-post.service.js';
import { DeliverySender, HOLD_MS } from './delivery-sender.service.js';
import type { Delivery, DeliveryQuery, DeliveryTry } from './delivery.types.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** The log of deliveries, for the customer: look, send again, try a webhook out. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly rows: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsService,
    private readonly post: DeliveryPost,
    private readonly sender: DeliverySender,
    private readonly clock: Clock,
  ) {}

  async list(workspaceId: string, query: DeliveryQuery): Promise<{ deliveries: Delivery[]; total: number }> {
    const ids = [query.jobId, query.subscriptionId].filter((id) => id !== undefined);
    // What is no id is nobody's.
    if (!ids.every(isUuid)) return { deliveries: [], total: 0 };
    return this.rows.list(workspaceId, query);
  }

  /** Of the whole farm. */
  pending(): Promise<number> {
    return this.rows.pending();
  }

  async require(workspaceId: string, id: string): Promise<{ delivery: Delivery; tries: DeliveryTry[] }> {
    const delivery = isUuid(id) ? await this.rows.get(workspaceId, id) : undefined;
    if (!delivery) throw new FarmError('not-found', `There is no delivery ${id} in this workspace.`);
    return { delivery, tries: await this.rows.triesOf(id) };
  }

  /** Begins a new run of tries, now, whatever came of the last. Event and delivery keep their ids. */
  async redeliver(workspaceId: string, id: string): Promise<{ delivery: Delivery; tries: DeliveryTry[] }> {
    await this.require(workspaceId, id);
    await this.rows.startAgain(workspaceId, id, this.clock.date());
    this.sender.wake();
    return this.require(workspaceId, id);
  }

  /** Sends a sample event, once, and waits for what comes of it. */
  async sendTest(
    workspaceId: string,
    subscriptionId: string,
  ): Promise<{ delivery: Delivery; tries: DeliveryTry[] }> {
    const { address } = await this.subscriptions.require(workspaceId, subscriptionId);
    const id = newId();
    const event = 'render.completed' as const;
    const now = this.clock.now();
    await this.rows.insert(
      { id, workspaceId, jobId: null, subscriptionId, eventId: newId(), event, url: address, test: true },
      new Date(now),
      undefined,
      new Date(now + HOLD_MS),
    );
    await this.post.send((await this.require(workspaceId, id)).delivery);
    return this.require(workspaceId, id);
  }
}
