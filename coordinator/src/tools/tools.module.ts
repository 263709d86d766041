import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/assets.module.js';
import { DestinationsModule } from '../destinations/destinations.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ToolSources } from './tool-sources.service.js';
import { ToolsService } from './tools.service.js';

@Module({
  imports: [JobsModule, AssetsModule, DestinationsModule],
  providers: [ToolsService, ToolSources],
  exports: [ToolsService],
})
export class ToolsModule {}
