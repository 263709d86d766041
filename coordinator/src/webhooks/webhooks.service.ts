import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService, type Job } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import type { Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { eventIdOf } from './event-id.js';
import { eventOf, type WebhookEvent } from './job-to-webhook.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { webhookAddress } from './webhook-address.policy.js';

/** Turns ends of jobs into deliveries, in the transaction that ends the job: both happen or neither. */
@Injectable()
export class WebhooksService implements OnModuleInit {
  constructor(
    private readonly rows: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsService,
    private readonly jobs: JobsService,
    private readonly events: EventBus,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('job.finished', ({ jobId }, tx) => this.plan(jobId, tx));
  }

  /** The workspace's secret for webhook URLs given with a render; the same for ever, derived and not stored. */
  secretOf(workspaceId: string): string {
    return `whsec_${this.masterKey.derive(`webhooks:${workspaceId}`).toString('base64url')}`;
  }

  private async plan(jobId: string, tx?: Tx): Promise<void> {
    const job = await this.jobs.byId(jobId, tx);
    const event = job && eventOf(job.state);
    if (!job || !event) return;
    const at = this.clock.date();
    const facts = {
      workspaceId: job.workspaceId,
      jobId,
      eventId: eventIdOf(jobId, event),
      event,
      test: false,
    };
    for (const [url, subscriptionId] of await this.targetsOf(job, event, tx))
      await this.rows.insert({ id: newId(), ...facts, url, subscriptionId }, at, tx);
  }

  /**
   * Address -> subscription whose secret signs, null for the workspace's own. Subscriptions hear of renders only. An address gets the event once: the
   * webhookUrl of a job that is a subscription's too is sent for both, with the subscription's secret.
   */
  private async targetsOf(job: Job, event: WebhookEvent, tx?: Tx): Promise<Map<string, string | null>> {
    const active = await this.subscriptions.active(job.workspaceId, tx);
    const targets = new Map<string, string | null>();
    if (job.kind === 'render')
      for (const { id, address, events } of active) if (events.includes(event)) targets.set(address, id);
    if (job.webhookUrl === null) return targets;
    const own = webhookAddress(job.webhookUrl);
    return targets.set(own, active.find(({ address }) => address === own)?.id ?? null);
  }
}
