import type { Delivery, DeliveryTry, Subscription } from '../../../webhooks/index.js';
import type { DeliveryDto, DeliveryTryDto, WebhookSubscriptionDto } from './webhooks.dto.js';

/** The subscription as the vendor's clients read it: nothing nullable, its secret included. */
export function subscriptionToReply({
  id,
  url,
  events,
  secret,
  createdAt,
}: Subscription): WebhookSubscriptionDto {
  return { id, url, events, secret, createdAt: createdAt.toISOString() };
}

export function deliveryToReply(delivery: Delivery): DeliveryDto {
  const { createdAt, endedAt, nextAt, workspaceId: _, ...rest } = delivery;
  return {
    ...rest,
    nextTryAt: delivery.state === 'pending' ? nextAt.toISOString() : null,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

export const tryToReply = ({ at, ...rest }: DeliveryTry): DeliveryTryDto => ({
  at: at.toISOString(),
  ...rest,
});
