import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { AdminAccessController } from './admin-access.controller.js';
import { AdminUsersController } from './admin-users.controller.js';
import { AdminWorkspacesController } from './admin-workspaces.controller.js';

/** /v1/admin: for the operator of the farm, behind a secret of its own. */
@Module({
  imports: [AuthModule],
  controllers: [AdminWorkspacesController, AdminUsersController, AdminAccessController],
})
export class AdminModule {}
