import type { Invitation, Member, Workspace } from '../../../auth/index.js';
import type { InvitationDto, MemberDto, TeamDto } from './team.dto.js';

export const teamToReply = ({ id, name, createdAt, pausedAt }: Workspace): TeamDto => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  paused: pausedAt !== null,
});

export const memberToReply = ({ id, email, name, role, createdAt }: Member): MemberDto => ({
  id,
  email,
  name,
  role,
  createdAt: createdAt.toISOString(),
});

export const invitationToReply = (invitation: Invitation): InvitationDto => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invitedBy: invitation.invitedBy,
  createdAt: invitation.createdAt.toISOString(),
  expiresAt: invitation.expiresAt.toISOString(),
});
