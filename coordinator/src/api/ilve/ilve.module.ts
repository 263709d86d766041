import { Module } from '@nestjs/common';
import { AssetsModule } from '../../assets/assets.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { WebhooksModule } from '../../webhooks/webhooks.module.js';
import { AssetsController } from './assets/assets.controller.js';
import { UploadAccess } from './assets/upload-access.js';
import { TusAccess } from './assets/tus/tus-access.js';
import { TusServer } from './assets/tus/tus-server.js';
import { TusController } from './assets/tus/tus.controller.js';
import { UploadController } from './assets/upload.controller.js';
import { IlveAuthModule } from './auth/ilve-auth.module.js';
import { BillingModule } from './billing/billing.module.js';
import { LogsModule } from './logs/logs.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { RenderModule } from './render/render.module.js';
import { TemplatesRoutesModule } from './templates/templates-routes.module.js';
import { ToolsRoutesModule } from './tools/tools-routes.module.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { IlveWorkflowsModule } from './workflows/workflows.module.js';

/** The native dialect: /v1 as iLoveVideoEditor's clients know it. */
@Module({
  imports: [
    AuthModule,
    IlveAuthModule,
    AssetsModule,
    WebhooksModule,
    RenderModule,
    LogsModule,
    TemplatesRoutesModule,
    ToolsRoutesModule,
    ProjectsModule,
    BillingModule,
    IntegrationsModule,
    IlveWorkflowsModule,
  ],
  controllers: [TusController, AssetsController, UploadController, WebhooksController],
  providers: [UploadAccess, TusAccess, TusServer],
})
export class IlveModule {}
