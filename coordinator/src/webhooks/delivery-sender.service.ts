import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Job } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryPost } from './delivery-post.service.js';
import type { Delivery } from './delivery.types.js';
import { eventOf } from './job-to-webhook.js';

const POLL_MS = 5000;
/** On their way at the same time: slow receivers must not keep the others waiting. */
const MOST_AT_ONCE = 40;
/** When the sender dies, its deliveries are due again after this. */
export const HOLD_MS = 60_000;

/** Timer: sends due deliveries, at least once each, in no order. What comes of it never changes a job. */
@Injectable()
export class DeliverySender implements OnApplicationBootstrap, OnApplicationShutdown {
  private undo: (() => void)[] = [];
  private readonly sending = new Set<Promise<void>>();
  private taking: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly rows: DeliveriesRepository,
    private readonly post: DeliveryPost,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.undo = [
      this.clock.every(POLL_MS, () => this.wake()),
      this.events.on('job.changed', ({ state }) => {
        if (eventOf(state as Job['state'])) this.wake();
      }),
    ];
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const undo of this.undo) undo();
    await this.taking;
    await Promise.all(this.sending);
  }

  wake(): void {
    this.again = true;
    if (this.taking || this.stopped) return;
    this.taking = this.takeAll().finally(() => (this.taking = undefined));
  }

  private async takeAll(): Promise<void> {
    while (this.again && !this.stopped && this.sending.size < MOST_AT_ONCE) {
      this.again = false;
      try {
        const now = this.clock.now();
        const room = MOST_AT_ONCE - this.sending.size;
        const due = await this.rows.take(room, new Date(now), new Date(now + HOLD_MS));
        for (const delivery of due) this.start(delivery);
      } catch (error) {
        this.logger.warn({ err: error }, 'webhooks could not be taken');
      }
    }
  }

  private start(delivery: Delivery): void {
    const sent = this.post
      .send(delivery)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a webhook could not be sent'))
      .finally(() => {
        this.sending.delete(sent);
        this.wake();
      });
    this.sending.add(sent);
  }
}
