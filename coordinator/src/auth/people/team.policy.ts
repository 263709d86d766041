import { roleSuffices } from '../roles.policy.js';
import type { Role } from '../principal.js';

/** Who wants to change the place of somebody in the workspace. */
export interface TeamActor {
  role: Role;
  /** The person; null: an API key, or the operator of the farm. */
  id: string | null;
}

/** Why this role must not be given by this one; undefined: it may. */
export function grantProblem(actor: Role, wanted: Role): string | undefined {
  if (roleSuffices(actor, [wanted])) return undefined;
  return `The role ${wanted} can be given only by those who have it; these credentials have the role ${actor}.`;
}

/** Why this member's role must not become `wanted`; undefined: it may. */
export function roleChangeProblem(actor: TeamActor, current: Role, wanted: Role): string | undefined {
  return touchProblem(actor, current) ?? grantProblem(actor.role, wanted);
}

/** Why this member must not be taken out; undefined: they may. Everybody may leave. */
export function removalProblem(actor: TeamActor, target: { id: string; role: Role }): string | undefined {
  if (actor.id === target.id) return undefined;
  if (!roleSuffices(actor.role, ['admin']))
    return 'Others can be taken out of the workspace only by its owners and admins.';
  return touchProblem(actor, target.role);
}

const touchProblem = (actor: TeamActor, current: Role): string | undefined =>
  roleSuffices(actor.role, [current])
    ? undefined
    : `An ${current} can be changed only by an owner; these credentials have the role ${actor.role}.`;

/** A workspace without an owner could not be governed any more. */
export const isLastOwner = (liveOwners: readonly string[], id: string): boolean =>
  liveOwners.length === 1 && liveOwners[0] === id;
