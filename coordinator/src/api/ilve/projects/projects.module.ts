import { Module } from '@nestjs/common';
import { DestinationsModule } from '../../../destinations/destinations.module.js';
import { DocumentsModule } from '../../../documents/documents.module.js';
import { JobsModule } from '../../../jobs/jobs.module.js';
import { PricingModule } from '../../../pricing/pricing.module.js';
import { RenderModule } from '../render/render.module.js';
import { RenditionsController } from '../renditions/renditions.controller.js';
import { RenditionsService } from '../renditions/renditions.service.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsService } from './projects.service.js';

/** /v1/projects and /v1/renditions: scenes that are worked on, and what became of them. */
@Module({
  imports: [DestinationsModule, DocumentsModule, JobsModule, PricingModule, RenderModule],
  controllers: [ProjectsController, RenditionsController],
  providers: [ProjectsService, RenditionsService],
})
export class ProjectsModule {}
