import { Module } from '@nestjs/common';
import { AssetsModule } from '../../../assets/assets.module.js';
import { DocumentsModule } from '../../../documents/documents.module.js';
import { DestinationsModule } from '../../../destinations/destinations.module.js';
import { FarmModule } from '../../../farm/farm.module.js';
import { JobsModule } from '../../../jobs/jobs.module.js';
import { PricingModule } from '../../../pricing/pricing.module.js';
import { RenderController } from './render.controller.js';
import { RenderDocuments } from './render-documents.service.js';
import { RenderEvents } from './render-events.service.js';
import { RenderViews } from './render-views.service.js';
import { RendersService } from './renders.service.js';
import { WhyController } from './why.controller.js';

/** /v1/render of the native dialect. */
@Module({
  imports: [JobsModule, AssetsModule, DestinationsModule, DocumentsModule, FarmModule, PricingModule],
  controllers: [RenderController, WhyController],
  providers: [RendersService, RenderDocuments, RenderViews, RenderEvents],
  exports: [RendersService, RenderDocuments],
})
export class RenderModule {}
