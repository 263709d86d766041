import { Module } from '@nestjs/common';
import { AuthModule } from '../../../auth/auth.module.js';
import { FarmModule } from '../../../farm/farm.module.js';
import { JobsModule } from '../../../jobs/jobs.module.js';
import { ToolsModule } from '../../../tools/tools.module.js';
import { LogViews } from './log-views.service.js';
import { LogsController } from './logs.controller.js';

/** The logs of renders and of tool jobs. */
@Module({
  imports: [AuthModule, JobsModule, FarmModule, ToolsModule],
  controllers: [LogsController],
  providers: [LogViews],
})
export class LogsModule {}
