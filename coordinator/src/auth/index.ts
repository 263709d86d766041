export { AccessService } from './access.service.js';
export {
  Access,
  AccessExactly,
  ADMIN_SECRET_HEADER,
  AdminOnly,
  isRead,
  pickUsual,
  Public,
  WhilePaused,
} from './access.js';
export { ADMIN_SECRET_FILE, AdminSecret } from './admin-secret.js';
export { API_KEY_PREFIX, ApiKeysService } from './api-keys.service.js';
export type { ApiKey } from './api-keys.repository.js';
export { AuditService } from './audit/audit.service.js';
export type { Actor, AuditEntry } from './audit/audit.types.js';
export {
  BootstrapService,
  CREDENTIALS_FILE,
  JOIN_TOKEN_FILE,
  type Credentials,
} from './bootstrap.service.js';
export { JOIN_TOKEN_PREFIX, JoinTokensService, type JoinToken } from './join-tokens.service.js';
export { InvitationsService } from './people/invitations.service.js';
export { PeopleService } from './people/people.service.js';
export type { Invitation, Member, Page, User } from './people/people.types.js';
export { TeamService } from './people/team.service.js';
export {
  CurrentAdmin,
  CurrentPrincipal,
  FromWhere,
  type AdminActor,
  type Principal,
  type RequestOrigin,
  type Role,
} from './principal.js';
export { Roles } from './roles.js';
export { PasswordsService } from './sessions/passwords.service.js';
export { SessionsService, type Session } from './sessions/sessions.service.js';
export { WorkspacesService } from './workspaces.service.js';
export type { Workspace } from './workspaces.repository.js';
