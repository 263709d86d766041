import type { Role } from './principal.js';
import { roleSuffices } from './roles.policy.js';

/** The role of a new key: the wanted one, else that of whoever makes it. Undefined: it would be above that. */
export function keyRole(maker: Role, wanted: Role | undefined): Role | undefined {
  if (wanted === undefined) return maker;
  return roleSuffices(maker, [wanted]) ? wanted : undefined;
}

/** Why this key must not be revoked by that role; undefined: it may. */
export function revokeProblem(role: Role, own: boolean): string | undefined {
  if (own || roleSuffices(role, ['admin'])) return undefined;
  return 'Keys of others can be revoked only by owners and admins of the workspace.';
}
