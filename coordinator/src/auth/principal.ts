import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';
import { requestIdOf } from '../platform/http/request-id.middleware.js';

export type Role = 'owner' | 'admin' | 'member';
/** Ways to show who one is: a workspace's API key, or the token of a person. */
export type CredentialKind = 'key' | 'bearer';

/** Where a request came from, for the audit log. */
export interface RequestOrigin {
  address: string | null;
  requestId: string;
}

/** Who is calling. Everything a request may touch belongs to `workspaceId`. */
export interface Principal {
  workspaceId: string;
  /** The person, or null for an API key. */
  memberId: string | null;
  /** The API key, or null for a person. */
  keyId: string | null;
  /** False only for an API key that is linked to no workspace: it may render, but not to destinations (T24). */
  keyLinked: boolean;
  role: Role;
  via: CredentialKind;
  /** The login that the token belongs to; absent for keys and for the fixed token of the settings. */
  sessionId?: string;
  /** True while the operator of the farm allows only reading in this workspace. */
  paused?: boolean;
  from?: RequestOrigin;
}

/** The operator of the farm, who knows its admin secret. Works in no workspace and may touch all. */
export interface AdminActor {
  via: 'admin';
  from?: RequestOrigin;
}

/** A request after the guard. */
export interface RequestWithPrincipal extends Request {
  principal?: Principal;
  admin?: AdminActor;
}

export const originOf = (request: Request): RequestOrigin => ({
  address: request.ip ?? null,
  requestId: requestIdOf(request),
});

/** Handler parameter: who is calling. The guard has put it there; a public route must not ask for it. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) throw new FarmError('unauthorized', 'This request carries no credentials.');
  return principal;
});

/** Handler parameter: the operator, on routes marked with `AdminOnly`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): AdminActor => {
  const { admin } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!admin) throw new FarmError('unauthorized', 'This request does not carry the admin secret.');
  return admin;
});

/** Handler parameter: where the request came from. */
export const FromWhere = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(context.switchToHttp().getRequest<Request>()),
);
