import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { pickUsual, ROUTE_ACCESS, type RouteAccess } from './access.js';
import { AccessService } from './access.service.js';
import type { RequestWithPrincipal } from './principal.js';

/** A route without a mark takes a key or a token. */
const USUAL: RouteAccess = { kind: 'credentials', accepts: ['bearer', 'key'], pick: pickUsual };

/** Puts the Principal on the request, or answers 401. Sockets have their own handshake. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const route =
      this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? USUAL;
    if (route.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    request.principal = await this.access.need(route.accepts, route.pick(request));
    return true;
  }
}
