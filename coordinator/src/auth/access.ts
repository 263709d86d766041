import { SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { CredentialKind } from './principal.js';

/** Credentials found in a request; empty ones count as absent. */
export interface PresentedCredentials {
  key?: string;
  bearer?: string;
}

/** Where a dialect's clients put their credentials. */
export type CredentialPicker = (request: Request) => PresentedCredentials;

/** Who may call a route: nobody in particular, or callers with one of these credentials. */
export type RouteAccess =
  { kind: 'public' } | { kind: 'credentials'; accepts: readonly CredentialKind[]; pick: CredentialPicker };

export const ROUTE_ACCESS = 'framefarm:route-access';

/** Marks a route that needs no credentials. A route without any mark takes a key or a token. */
export const Public = () => SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);

/** Marks a route (or a controller) with the credentials it accepts. Dialects wrap this in their own words. */
export const Access = (accepts: readonly CredentialKind[], pick: CredentialPicker = pickUsual) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'credentials', accepts, pick } satisfies RouteAccess);

/** `x-api-key` and `Authorization: Bearer`. */
export function pickUsual(request: Request): PresentedCredentials {
  const key = request.get('x-api-key')?.trim();
  const bearer = /^bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim();
  return { ...(key ? { key } : {}), ...(bearer ? { bearer } : {}) };
}
