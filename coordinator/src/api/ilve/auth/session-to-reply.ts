import type { Member, Principal, Session, Workspace } from '../../../auth/index.js';
import type { MeDto, MyWorkspaceDto, SessionDto, UserDto } from './auth.dto.js';

export function sessionToReply(session: Session, webhookSecret: string): SessionDto {
  const { token, expiresIn, refreshToken, refreshExpiresIn, member, memberships } = session;
  return {
    token,
    accessToken: token,
    expiresIn,
    refreshToken,
    refreshExpiresIn,
    user: toUser(member),
    workspace: { id: member.workspaceId, name: member.workspaceName, webhookSecret },
    workspaces: memberships.map(toMine),
  };
}

/** Who a credential is; a key knows one workspace, a person all of theirs. */
export function meToReply(principal: Principal, workspace: Workspace, memberships: Member[]): MeDto {
  const here = { id: workspace.id, name: workspace.name, role: principal.role };
  const member = memberships.find(({ workspaceId }) => workspaceId === workspace.id);
  return {
    user: member ? toUser(member) : null,
    key: principal.keyId ? { id: principal.keyId, linked: principal.keyLinked } : null,
    workspace: here,
    workspaces: member ? memberships.map(toMine) : [here],
  };
}

const toUser = ({ id, email, name, role }: Member): UserDto => ({ id, email, name, role });

const toMine = ({ workspaceId, workspaceName, role }: Member): MyWorkspaceDto => ({
  id: workspaceId,
  name: workspaceName,
  role,
});
