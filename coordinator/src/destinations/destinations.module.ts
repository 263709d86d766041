import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { GuardedAgents } from '../platform/outbound/guarded-agents.js';
import { DestinationDrivers } from './destination-drivers.js';
import { DestinationsService } from './destinations.service.js';
import { DriveConsentEntity } from './drive-consent.entity.js';
import { DriveConsentsRepository } from './drive-consents.repository.js';
import { DriveOauthService } from './drive-oauth.service.js';
import { IntegrationEntity } from './integration.entity.js';
import { IntegrationSecrets } from './integration-secrets.js';
import { IntegrationsRepository } from './integrations.repository.js';
import { IntegrationsService } from './integrations.service.js';
import { OutputEntity } from './output.entity.js';
import { OutputsRepository } from './outputs.repository.js';
import { OutputsService } from './outputs.service.js';

@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([IntegrationEntity, OutputEntity, DriveConsentEntity])],
  providers: [
    GuardedAgents,
    IntegrationSecrets,
    IntegrationsRepository,
    OutputsRepository,
    DriveConsentsRepository,
    DestinationDrivers,
    IntegrationsService,
    DestinationsService,
    OutputsService,
    DriveOauthService,
  ],
  exports: [IntegrationsService, DestinationsService, OutputsService, DriveOauthService],
})
export class DestinationsModule {}
