import type { Role } from './principal.js';

/** From the least to the most. */
const RANK: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/** True when `role` may do what any one of `allowed` may; a higher role may do all that a lower one may. */
export const roleSuffices = (role: Role, allowed: readonly Role[]): boolean =>
  allowed.length === 0 || allowed.some((one) => RANK[role] >= RANK[one]);

/** The lower of two roles. */
export const lowerRole = (one: Role, other: Role): Role => (RANK[one] <= RANK[other] ? one : other);

/** The sentence of the 403. */
export function roleRefusal(role: Role, allowed: readonly Role[]): string {
  const needed = [...allowed].sort((one, other) => RANK[other] - RANK[one]).join(' or ');
  return (
    `This needs the role ${needed} in the workspace, and these credentials have the role ${role}. ` +
    'Ask an owner of the workspace.'
  );
}
