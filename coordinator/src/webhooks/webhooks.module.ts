import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DestinationsModule } from '../destinations/destinations.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { OutboundClient } from '../platform/outbound/http-client.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesRule } from './deliveries.rule.js';
import { DeliveryComposer } from './delivery-composer.service.js';
import { DeliveryEntity } from './delivery.entity.js';
import { DeliveryPost } from './delivery-post.service.js';
import { DeliverySender } from './delivery-sender.service.js';
import { DeliveryTryEntity } from './delivery-try.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([DeliveryEntity, DeliveryTryEntity, SubscriptionEntity]),
    AuthModule,
    DestinationsModule,
    JobsModule,
  ],
  providers: [
    DeliveriesRepository,
    SubscriptionsRepository,
    SubscriptionsService,
    WebhooksService,
    DeliveryComposer,
    DeliveryPost,
    DeliverySender,
    DeliveriesService,
    DeliveriesRule,
    OutboundClient,
  ],
  exports: [WebhooksService, SubscriptionsService, DeliveriesService],
})
export class WebhooksModule {}
