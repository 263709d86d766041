import { SetMetadata } from '@nestjs/common';
import type { Role } from './principal.js';

export const ROUTE_ROLES = 'framefarm:route-roles';

/**
 * Marks a route (or a controller) that only these roles may call: `@Roles('owner', 'admin')`. Others get 403 with a
 * sentence. A higher role may do what a lower one may. Without the mark every member may.
 */
export const Roles = (...roles: [Role, ...Role[]]) => SetMetadata(ROUTE_ROLES, roles);
