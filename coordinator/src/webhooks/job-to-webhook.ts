import type { Job } from '../jobs/index.js';

export const WEBHOOK_EVENTS = ['render.completed', 'render.failed'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** The event that a job's end is; cancelled jobs are none. */
export function eventOf(state: Job['state']): WebhookEvent | undefined {
  if (state === 'completed') return 'render.completed';
  return state === 'failed' ? 'render.failed' : undefined;
}

/** What the job itself does not know. */
export interface WebhookFacts {
  event: WebhookEvent;
  eventId: string;
  /** The video, for a while without credentials; null when there is none. */
  url: string | null;
  /** Copies at destinations, as the status reply shows them. */
  outputs: object[];
}

/** Body of a delivery (ilve-api.md 3.3): flat, `progress` always a whole number. */
export function jobToWebhook(job: Job, { event, eventId, url, outputs }: WebhookFacts): object {
  return {
    event,
    eventId,
    id: job.id,
    jobId: job.id,
    status: job.state,
    stage: job.stage,
    progress: job.progress,
    url,
    outputs,
    ...(job.duration === null ? {} : { duration: job.duration }),
    width: job.width,
    height: job.height,
    ...(job.templateId === null ? {} : { templateId: job.templateId }),
    cost: job.cost,
    error: job.error,
    createdAt: job.createdAt.toISOString(),
    completedAt: job.completedAt?.toISOString() ?? null,
  };
}

/** What POST /v1/webhooks/{id}/test sends: a completed render that never was. `at` is ISO 8601. */
export function sampleWebhook(eventId: string, at: string): object {
  const id = '00000000-0000-7000-8000-000000000000';
  return {
    event: 'render.completed' satisfies WebhookEvent,
    eventId,
    test: true,
    id,
    jobId: id,
    status: 'completed',
    stage: 'completed',
    progress: 100,
    url: null,
    outputs: [],
    duration: 5,
    width: 1920,
    height: 1080,
    cost: 0.9,
    error: null,
    createdAt: at,
    completedAt: at,
  };
}
