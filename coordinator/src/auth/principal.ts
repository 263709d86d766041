import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';

export type Role = 'owner' | 'admin' | 'member';
/** Ways to show who one is: a workspace's API key, or the token of a person. */
export type CredentialKind = 'key' | 'bearer';

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
}

/** A request after the guard. */
export interface RequestWithPrincipal extends Request {
  principal?: Principal;
}

/** Handler parameter: who is calling. The guard has put it there; a public route must not ask for it. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) throw new FarmError('unauthorized', 'This request carries no credentials.');
  return principal;
});
