import { Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { AssetsModule } from './assets/assets.module.js';
import { AuthModule } from './auth/auth.module.js';
import { DestinationsModule } from './destinations/destinations.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { FarmModule } from './farm/farm.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import type { DatabaseAddress } from './platform/database/data-source.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { NeighboursModule } from './platform/neighbours/neighbours.module.js';
import { MonitorModule } from './monitor/monitor.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { UpkeepModule } from './platform/upkeep.module.js';
import { StorageModule } from './storage/storage.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { ToolsModule } from './tools/tools.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkflowsModule } from './workflows/workflows.module.js';

/** The only file that knows every module. */
@Module({})
export class AppModule {
  static of(parts: PlatformParts, database: DatabaseAddress): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.of(parts),
        DatabaseModule.at(database),
        UpkeepModule,
        NeighboursModule,
        AuthModule,
        StorageModule,
        DestinationsModule,
        AssetsModule,
        DocumentsModule,
        TemplatesModule,
        JobsModule,
        ToolsModule,
        WorkflowsModule,
        FarmModule,
        WebhooksModule,
        MonitorModule,
        ApiModule,
      ],
    };
  }
}
