import { Module } from '@nestjs/common';
import { DestinationsModule } from '../../../destinations/destinations.module.js';
import { DestinationController } from './destination.controller.js';
import { DriveController } from './drive.controller.js';
import { IntegrationsController } from './integrations.controller.js';

/** Integrations, the Drive connection, and the legacy destination. */
@Module({
  imports: [DestinationsModule],
  controllers: [DriveController, IntegrationsController, DestinationController],
})
export class IntegrationsModule {}
