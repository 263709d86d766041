import { Injectable } from '@nestjs/common';
import { OutputsService, outputToReply } from '../destinations/index.js';
import { JobsService, type Job } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import type { Delivery } from './delivery.types.js';
import { jobToWebhook, sampleWebhook } from './job-to-webhook.js';
import { sign, SIGNATURE_HEADER } from './signature.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { webhookAddress } from './webhook-address.policy.js';
import { WebhooksService } from './webhooks.service.js';

/** The bytes of one try, or why there is nothing to send any more. */
export type Composed = { body: string; headers: Record<string, string> } | { gone: string };

/** Puts a try together: signed anew, with a fresh download URL. The job does not change any more, its links do. */
@Injectable()
export class DeliveryComposer {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly subscriptions: SubscriptionsService,
    private readonly jobs: JobsService,
    private readonly outputs: OutputsService,
    private readonly clock: Clock,
  ) {}

  async compose(delivery: Delivery): Promise<Composed> {
    const job = delivery.jobId === null ? undefined : await this.jobs.byId(delivery.jobId);
    if (!job && !delivery.test) return { gone: 'The render was deleted.' };
    const secret = await this.secretFor(delivery, job);
    if (secret === undefined) return { gone: 'The webhook was deleted.' };
    const { eventId } = delivery;
    const body = JSON.stringify(
      job ? await this.payload(delivery, job) : sampleWebhook(eventId, this.clock.date().toISOString()),
    );
    return { body, headers: this.headers(delivery, body, secret) };
  }

  /** Undefined when the subscription is gone and the job itself did not ask for this address. */
  private async secretFor(delivery: Delivery, job: Job | undefined): Promise<string | undefined> {
    const { workspaceId, subscriptionId, url } = delivery;
    const found = subscriptionId && (await this.subscriptions.find(workspaceId, subscriptionId));
    if (found) return found.secret;
    const asked = job?.webhookUrl != null && webhookAddress(job.webhookUrl) === url;
    return asked ? this.webhooks.secretOf(workspaceId) : undefined;
  }

  private async payload({ event, eventId }: Delivery, job: Job): Promise<object> {
    const there = job.outputs !== null && job.expiredAt === null;
    const link = there ? await this.jobs.grantFile(job, 'master', { origin: job.origin }) : undefined;
    const outputs = (await this.outputs.ofJob(job.workspaceId, job.id)).map(outputToReply);
    return jobToWebhook(job, { event, eventId, url: link?.url ?? null, outputs });
  }

  private headers({ id, event, eventId }: Delivery, body: string, secret: string): Record<string, string> {
    return {
      'content-type': 'application/json',
      'user-agent': 'framefarm-webhooks',
      'X-ILVE-Event': event,
      'X-ILVE-Event-Id': eventId,
      'X-ILVE-Delivery': id,
      [SIGNATURE_HEADER]: sign(body, secret, Math.floor(this.clock.now() / 1000)),
    };
  }
}
