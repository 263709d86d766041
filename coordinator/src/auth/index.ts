export { AccessService } from './access.service.js';
export { Access, pickUsual, Public, type CredentialPicker, type PresentedCredentials } from './access.js';
export { API_KEY_PREFIX, ApiKeysService } from './api-keys.service.js';
export type { ApiKey } from './api-keys.repository.js';
export {
  BootstrapService,
  CREDENTIALS_FILE,
  JOIN_TOKEN_FILE,
  type Credentials,
} from './bootstrap.service.js';
export { JOIN_TOKEN_PREFIX, JoinTokensService, type Redeemed } from './join-tokens.service.js';
export { CurrentPrincipal, type CredentialKind, type Principal, type Role } from './principal.js';
export { Roles } from './roles.js';
export { lowerRole, roleSuffices } from './roles.policy.js';
export { SessionsService, type Session } from './sessions.service.js';
export { WorkspacesService } from './workspaces.service.js';
export type { Member, Workspace } from './workspaces.repository.js';
