import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessService } from './access.service.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthGuard } from './auth.guard.js';
import { BootstrapService } from './bootstrap.service.js';
import { JoinTokenEntity } from './join-token.entity.js';
import { JoinTokensRepository } from './join-tokens.repository.js';
import { JoinTokensService } from './join-tokens.service.js';
import { MemberEntity } from './member.entity.js';
import { SessionsService } from './sessions.service.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([WorkspaceEntity, MemberEntity, ApiKeyEntity, JoinTokenEntity])],
  providers: [
    WorkspacesRepository,
    ApiKeysRepository,
    JoinTokensRepository,
    WorkspacesService,
    ApiKeysService,
    SessionsService,
    JoinTokensService,
    BootstrapService,
    AccessService,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [
    WorkspacesService,
    ApiKeysService,
    SessionsService,
    JoinTokensService,
    BootstrapService,
    AccessService,
  ],
})
export class AuthModule {}
