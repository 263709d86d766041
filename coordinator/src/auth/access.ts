import { SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { CredentialKind } from './principal.js';

/** Credentials found in a request; empty ones count as absent. */
export interface PresentedCredentials {
  key?: string;
  bearer?: string;
  /** Which of their workspaces a person means (header X-Workspace-Id); absent: the one of the token. */
  workspace?: string;
}

/** Where a dialect's clients put their credentials. */
export type CredentialPicker = (request: Request) => PresentedCredentials;

/** Who may call a route: nobody in particular, callers with one of these credentials, or the operator of the farm. */
export type RouteAccess =
  | { kind: 'public' }
  | { kind: 'admin' }
  | { kind: 'credentials'; accepts: readonly CredentialKind[]; pick: CredentialPicker; exactly?: boolean };

export const ROUTE_ACCESS = 'framefarm:route-access';
export const ROUTE_WHILE_PAUSED = 'framefarm:route-while-paused';
export const ADMIN_SECRET_HEADER = 'x-admin-secret';
const WORKSPACE_HEADER = 'x-workspace-id';

/** Marks a route that needs no credentials. A route without any mark takes a key or a token. */
export const Public = () => SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);

/** Marks a route (or a controller) for the operator: header x-admin-secret, nothing else. */
export const AdminOnly = () => SetMetadata(ROUTE_ACCESS, { kind: 'admin' } satisfies RouteAccess);

/** Methods that change nothing. */
export const isRead = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

/** Marks a route that changes nothing of the workspace itself and so works while that is paused. */
export const WhilePaused = () => SetMetadata(ROUTE_WHILE_PAUSED, true);

/** Marks a route (or a controller) with the credentials it accepts. Dialects wrap this in their own words. */
export const Access = (accepts: readonly CredentialKind[], pick: CredentialPicker = pickUsual) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'credentials', accepts, pick } satisfies RouteAccess);

/** Like `Access`, and no setting opens the route to anything else. */
export const AccessExactly = (accepts: readonly CredentialKind[], pick: CredentialPicker = pickUsual) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'credentials', accepts, pick, exactly: true } satisfies RouteAccess);

/** `x-api-key`, and `Authorization: Bearer` with `X-Workspace-Id`. */
export function pickUsual(request: Request): PresentedCredentials {
  const key = request.get('x-api-key')?.trim();
  const bearer = /^bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim();
  const workspace = request.get(WORKSPACE_HEADER)?.trim();
  return { ...(key ? { key } : {}), ...(bearer ? { bearer } : {}), ...(workspace ? { workspace } : {}) };
}
