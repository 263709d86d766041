import type { WebhookEvent } from './job-to-webhook.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
/** `dead`: not tried any more, `reason` says why. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one address. */
export interface Delivery {
  id: string;
  workspaceId: string;
  jobId: string | null;
  subscriptionId: string | null;
  /** The same for every delivery and every try of one state change. */
  eventId: string;
  event: WebhookEvent;
  url: string;
  test: boolean;
  state: DeliveryState;
  tries: number;
  nextAt: Date;
  lastStatus: number | null;
  lastError: string | null;
  reason: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

/** One line of the log: status and the start of the answer, or the error that came instead. */
export interface DeliveryTry {
  at: Date;
  ms: number;
  status: number | null;
  error: string | null;
  answer: string | null;
}

export interface DeliveryQuery {
  jobId?: string;
  subscriptionId?: string;
  state?: DeliveryState;
  page: number;
  limit: number;
}

export type NewDelivery = Pick<
  Delivery,
  'id' | 'workspaceId' | 'jobId' | 'subscriptionId' | 'eventId' | 'event' | 'url' | 'test'
>;
