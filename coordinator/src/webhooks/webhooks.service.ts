import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import type { Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { eventOf } from './job-to-webhook.js';

/** Turns ends of jobs into deliveries, in the transaction that ends the job: both happen or neither. */
@Injectable()
export class WebhooksService implements OnModuleInit {
  constructor(
    private readonly rows: DeliveriesRepository,
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
    if (!job?.webhookUrl || !event) return;
    const { workspaceId, webhookUrl: url } = job;
    await this.rows.insert({ id: newId(), workspaceId, jobId, url, event, tries: 0 }, this.clock.date(), tx);
  }
}
