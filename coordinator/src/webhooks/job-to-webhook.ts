import type { Job } from '../jobs/index.js';

export const WEBHOOK_EVENTS = ['render.completed', 'render.failed'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** The event that a job's end is; cancelled jobs are none. */
export function eventOf(state: Job['state']): WebhookEvent | undefined {
  if (state === 'completed') return 'render.completed';
  return state === 'failed' ? 'render.failed' : undefined;
}

/** Body of a delivery (ilve-api.md 3.3): flat, `progress` always a whole number. */
export function jobToWebhook(job: Job, event: WebhookEvent, url: string | null): Record<string, unknown> {
  return {
    event,
    id: job.id,
    jobId: job.id,
    status: job.state,
    stage: job.stage,
    progress: job.progress,
    url,
    outputs: [],
    ...(job.duration === null ? {} : { duration: job.duration }),
    width: job.width,
    height: job.height,
    cost: job.cost,
    error: job.error,
    createdAt: job.createdAt.toISOString(),
    completedAt: job.completedAt?.toISOString() ?? null,
  };
}
