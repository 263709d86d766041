import type { ApiKey, JoinToken, Member, User, Workspace } from '../../auth/index.js';
import type {
  AdminKeyDto,
  AdminMemberDto,
  AdminUserDto,
  AdminWorkspaceDto,
  JoinTokenDto,
} from './admin.dto.js';

const timeOf = (date: Date | null): string | null => date?.toISOString() ?? null;

export const workspaceToReply = ({ id, name, pausedAt, createdAt }: Workspace): AdminWorkspaceDto => ({
  id,
  name,
  paused: pausedAt !== null,
  createdAt: createdAt.toISOString(),
});

export const memberToReply = ({ id, email, role }: Member): AdminMemberDto => ({ id, email, role });

export const userToReply = ({ id, email, name, disabledAt, createdAt }: User): AdminUserDto => ({
  id,
  email,
  name,
  disabled: disabledAt !== null,
  createdAt: createdAt.toISOString(),
});

export const keyToReply = (key: ApiKey): AdminKeyDto => ({
  id: key.id,
  workspaceId: key.workspaceId,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  createdBy: key.createdBy,
  createdAt: key.createdAt.toISOString(),
  lastUsedAt: timeOf(key.lastUsedAt),
  revokedAt: timeOf(key.revokedAt),
});

export const joinTokenToReply = (token: JoinToken): JoinTokenDto => ({
  id: token.id,
  label: token.label,
  reusable: token.reusable,
  createdAt: token.createdAt.toISOString(),
  expiresAt: timeOf(token.expiresAt),
  usedAt: timeOf(token.usedAt),
  usedBy: token.usedBy,
  revokedAt: timeOf(token.revokedAt),
});
