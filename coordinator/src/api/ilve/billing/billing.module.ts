import { Module } from '@nestjs/common';
import { AssetsModule } from '../../../assets/assets.module.js';
import { JobsModule } from '../../../jobs/jobs.module.js';
import { PricingModule } from '../../../pricing/pricing.module.js';
import { BillingController } from './billing.controller.js';

/** /billing of the native dialect. */
@Module({ imports: [PricingModule, JobsModule, AssetsModule], controllers: [BillingController] })
export class BillingModule {}
