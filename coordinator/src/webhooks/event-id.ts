import { v5 } from 'uuid';
import type { WebhookEvent } from './job-to-webhook.js';

/** Ours, made once; changing it would give old events new ids. */
const NAMESPACE = '0197a6c2-5d0e-7b4a-9c53-2f1f6a3c8d11';

/** The id of a state change: a job ends once, so job and event name it, whoever computes it and how often. */
export const eventIdOf = (jobId: string, event: WebhookEvent): string => v5(`${jobId}:${event}`, NAMESPACE);
