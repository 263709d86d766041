import { Module } from '@nestjs/common';
import { AuthModule } from '../../../auth/auth.module.js';
import { WebhooksModule } from '../../../webhooks/webhooks.module.js';
import { ApiKeysController } from '../api-keys/api-keys.controller.js';
import { InvitationsController } from '../team/invitations.controller.js';
import { TeamController } from '../team/team.controller.js';
import { AuthController } from './auth.controller.js';

/** Who may call: logins, API keys and the people of a workspace. */
@Module({
  imports: [AuthModule, WebhooksModule],
  controllers: [AuthController, ApiKeysController, TeamController, InvitationsController],
})
export class IlveAuthModule {}
