export { DeliveriesService } from './deliveries.service.js';
export { DELIVERY_STATES, type Delivery, type DeliveryState, type DeliveryTry } from './delivery.types.js';
export { WEBHOOK_EVENTS, type WebhookEvent } from './job-to-webhook.js';
export { SubscriptionsService, type Subscription } from './subscriptions.service.js';
export { WebhooksService } from './webhooks.service.js';
