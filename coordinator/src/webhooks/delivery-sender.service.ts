import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JobsService, type Job } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { OutboundClient, type Answer } from '../platform/outbound/http-client.js';
import { nextTryIn } from './backoff.policy.js';
import { DeliveriesRepository, type Delivery } from './deliveries.repository.js';
import { eventOf, jobToWebhook } from './job-to-webhook.js';
import { sign, SIGNATURE_HEADER } from './signature.js';
import { WebhooksService } from './webhooks.service.js';

const POLL_MS = 5000;
const BATCH = 20;
/** An answer that takes longer is none. */
const TIMEOUT_MS = 10_000;
/** When the sender dies, its deliveries are due again after this. */
const HOLD_MS = 60_000;

/** Timer: sends due deliveries, at least once each, in no order. What comes of it never changes a job. */
@Injectable()
export class DeliverySender implements OnApplicationBootstrap, OnApplicationShutdown {
  private undo: (() => void)[] = [];
  private busy: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly rows: DeliveriesRepository,
    private readonly webhooks: WebhooksService,
    private readonly jobs: JobsService,
    private readonly client: OutboundClient,
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
    await this.busy;
  }

  wake(): void {
    this.again = true;
    if (this.busy || this.stopped) return;
    this.busy = this.rounds().finally(() => (this.busy = undefined));
  }

  private async rounds(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        const now = this.clock.now();
        const due = await this.rows.take(BATCH, new Date(now), new Date(now + HOLD_MS));
        await Promise.all(due.map((delivery) => this.deliver(delivery)));
        if (due.length === BATCH) this.again = true;
      } catch (error) {
        this.logger.warn({ err: error }, 'webhooks could not be sent');
      }
    }
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const job = await this.jobs.byId(delivery.jobId);
    const answer = job ? await this.send(delivery, job) : { error: 'the job is gone' };
    const lastAnswer = 'status' in answer ? `HTTP ${answer.status}` : answer.error.slice(0, 500);
    const good = 'status' in answer && answer.status >= 200 && answer.status < 300;
    const wait = good || !job ? undefined : nextTryIn(delivery.tries, Math.random());
    const facts = {
      jobId: delivery.jobId,
      deliveryId: delivery.id,
      tries: delivery.tries,
      answer: lastAnswer,
    };
    this.logger[good ? 'info' : 'warn'](facts, good ? 'webhook delivered' : 'webhook not delivered');
    await this.rows.note(
      delivery.id,
      wait === undefined
        ? { state: good ? 'delivered' : 'given-up', lastAnswer, endedAt: this.clock.date() }
        : { state: 'due', lastAnswer, nextAt: new Date(this.clock.now() + wait) },
    );
  }

  /** Signed anew, with a fresh download URL: the job does not change any more, its links do. */
  private async send(delivery: Delivery, job: Job): Promise<Answer> {
    const link = job.outputs ? await this.jobs.grantFile(job, 'master', { origin: job.origin }) : undefined;
    const body = JSON.stringify(jobToWebhook(job, delivery.event, link?.url ?? null));
    const secret = this.webhooks.secretOf(delivery.workspaceId);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'framefarm-webhooks',
      'X-ILVE-Event': delivery.event,
      'X-ILVE-Delivery': delivery.id,
      [SIGNATURE_HEADER]: sign(body, secret, Math.floor(this.clock.now() / 1000)),
    };
    return this.client.post(delivery.url, body, headers, TIMEOUT_MS);
  }
}
