import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { PricingModule } from '../../pricing/pricing.module.js';
import { AdminAccessController } from './admin-access.controller.js';
import { FarmModule } from '../../farm/farm.module.js';
import { JobsModule } from '../../jobs/jobs.module.js';
import { AdminDeadLettersController } from './admin-dead-letters.controller.js';
import { AdminFarmController } from './admin-farm.controller.js';
import { AdminQuotaController } from './admin-quota.controller.js';
import { AdminUsersController } from './admin-users.controller.js';
import { AdminWorkspacesController } from './admin-workspaces.controller.js';

/** /v1/admin: for the operator of the farm, behind a secret of its own. */
@Module({
  imports: [AuthModule, PricingModule, FarmModule, JobsModule],
  controllers: [
    AdminWorkspacesController,
    AdminUsersController,
    AdminAccessController,
    AdminQuotaController,
    AdminFarmController,
    AdminDeadLettersController,
  ],
})
export class AdminModule {}
