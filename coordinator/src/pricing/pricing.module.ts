import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { CreditEntryEntity } from './credit-entry.entity.js';
import { CreditsRepository } from './credits.repository.js';
import { CreditsService } from './credits.service.js';
import { UsageEntryEntity } from './usage-entry.entity.js';
import { UsageRepository } from './usage.repository.js';
import { UsageService } from './usage.service.js';
import { WorkspaceQuotaEntity } from './workspace-quota.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([WorkspaceQuotaEntity, CreditEntryEntity, UsageEntryEntity]),
    AuthModule,
  ],
  providers: [CreditsRepository, UsageRepository, CreditsService, UsageService],
  exports: [CreditsService, UsageService],
})
export class PricingModule {}
