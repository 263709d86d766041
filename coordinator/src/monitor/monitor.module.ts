import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { FarmModule } from '../farm/farm.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { FarmLook } from './live/farm-look.service.js';
import { LiveDoor } from './live/live-door.service.js';
import { LiveFeed } from './live/live-feed.service.js';
import { LiveGateway } from './live/live.gateway.js';
import { RecentEvents } from './live/recent-events.service.js';
import { LedgerMetrics } from './metrics/ledger-metrics.service.js';
import { MetricsDoor } from './metrics/metrics-door.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

/** What people look at: the live feed. Reads everything, changes nothing. */
@Module({
  imports: [AuthModule, JobsModule, FarmModule, WebhooksModule],
  providers: [RecentEvents, FarmLook, LiveFeed, LiveDoor, LiveGateway, LedgerMetrics, MetricsDoor],
  exports: [LiveFeed, MetricsDoor],
})
export class MonitorModule {}
