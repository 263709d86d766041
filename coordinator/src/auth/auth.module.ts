import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessService } from './access.service.js';
import { AdminSecret } from './admin-secret.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuditEntryEntity } from './audit/audit-entry.entity.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditRule } from './audit/audit.rule.js';
import { AuditService } from './audit/audit.service.js';
import { AuthGuard } from './auth.guard.js';
import { BootstrapService } from './bootstrap.service.js';
import { JoinTokenEntity } from './join-token.entity.js';
import { JoinTokensRepository } from './join-tokens.repository.js';
import { JoinTokensService } from './join-tokens.service.js';
import { InvitationEntity } from './people/invitation.entity.js';
import { InvitationsRepository } from './people/invitations.repository.js';
import { InvitationsService } from './people/invitations.service.js';
import { MembershipEntity } from './people/membership.entity.js';
import { MembershipsRepository } from './people/memberships.repository.js';
import { PeopleService } from './people/people.service.js';
import { TeamService } from './people/team.service.js';
import { UserEntity } from './people/user.entity.js';
import { UsersRepository } from './people/users.repository.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { LoginAttempts } from './sessions/login-attempts.js';
import { PasswordsService } from './sessions/passwords.service.js';
import { RefreshTokenEntity } from './sessions/refresh-token.entity.js';
import { SessionEntity } from './sessions/session.entity.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

const ENTITIES = [
  WorkspaceEntity,
  UserEntity,
  MembershipEntity,
  InvitationEntity,
  SessionEntity,
  RefreshTokenEntity,
  ApiKeyEntity,
  JoinTokenEntity,
  AuditEntryEntity,
];

/** What other features and the dialects may use. */
const SERVICES = [
  WorkspacesService,
  PeopleService,
  TeamService,
  InvitationsService,
  PasswordsService,
  SessionsService,
  ApiKeysService,
  JoinTokensService,
  AuditService,
  AccessService,
  BootstrapService,
  AdminSecret,
];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES)],
  providers: [
    WorkspacesRepository,
    UsersRepository,
    MembershipsRepository,
    InvitationsRepository,
    SessionsRepository,
    ApiKeysRepository,
    JoinTokensRepository,
    AuditRepository,
    AuditRule,
    AccessTokens,
    LoginAttempts,
    ...SERVICES,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: SERVICES,
})
export class AuthModule {}
