import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { pickUsual, ROUTE_ACCESS, type RouteAccess } from './access.js';
import { ApiKeysService } from './api-keys.service.js';
import type { CredentialKind, Principal, RequestWithPrincipal } from './principal.js';
import { SessionsService } from './sessions.service.js';

const USUAL: RouteAccess = { kind: 'credentials', accepts: ['key', 'bearer'], pick: pickUsual };

/**
 * Credentials -> Principal, or 401. Any one presented credential that is valid for the route is enough; the others
 * are ignored (official clients send all they have).
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access =
      this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? USUAL;
    if (access.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    const accepts = this.accepted(access.accepts);
    const presented = access.pick(request);
    const principal =
      (accepts.includes('bearer') && presented.bearer && (await this.sessions.verify(presented.bearer))) ||
      (accepts.includes('key') && presented.key && (await this.keys.verify(presented.key)));
    if (!principal) throw refusal(accepts, presented);
    request.principal = principal satisfies Principal;
    return true;
  }

  /** Our extension: a workspace's key also opens the routes where the vendor wants a person's token. */
  private accepted(accepts: readonly CredentialKind[]): readonly CredentialKind[] {
    return this.config.keysOnBearerRoutes && !accepts.includes('key') ? [...accepts, 'key'] : accepts;
  }
}

const HOW: Record<CredentialKind, string> = {
  key: 'an API key in the header x-api-key',
  bearer: 'a token from POST /v1/auth/login in the header Authorization: Bearer',
};

function refusal(
  accepts: readonly CredentialKind[],
  presented: { key?: string; bearer?: string },
): FarmError {
  const how = accepts.map((kind) => HOW[kind]).join(', or ');
  const shown = accepts.filter((kind) => presented[kind]);
  if (shown.length === 0) {
    const other = presented.key ?? presented.bearer;
    return new FarmError(
      'unauthorized',
      other
        ? `This route does not take the kind of credential that was sent. Send ${how}.`
        : `This route needs credentials. Send ${how}.`,
    );
  }
  const name = shown.includes('key')
    ? shown.length > 1
      ? 'API key and the token are'
      : 'API key is'
    : 'token is';
  return new FarmError('unauthorized', `The ${name} not valid, revoked or expired. Send ${how}.`);
}
