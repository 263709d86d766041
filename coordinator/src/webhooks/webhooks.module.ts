import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { OutboundClient } from '../platform/outbound/http-client.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryEntity } from './delivery.entity.js';
import { DeliverySender } from './delivery-sender.service.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DeliveryEntity]), JobsModule],
  providers: [DeliveriesRepository, WebhooksService, DeliverySender, OutboundClient],
  exports: [WebhooksService],
})
export class WebhooksModule {}
