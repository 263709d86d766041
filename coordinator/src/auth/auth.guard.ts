import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ADMIN_SECRET_HEADER,
  isRead,
  pickUsual,
  ROUTE_ACCESS,
  ROUTE_WHILE_PAUSED,
  type RouteAccess,
} from './access.js';
import { AccessService } from './access.service.js';
import { AdminSecret } from './admin-secret.js';
import { originOf, type RequestWithPrincipal, type Role } from './principal.js';
import { ROUTE_ROLES } from './roles.js';

/** A route without a mark takes a key or a token. */
const USUAL: RouteAccess = { kind: 'credentials', accepts: ['bearer', 'key'], pick: pickUsual };

/** Puts the Principal on the request, or answers 401 (or 403 for want of a role). Sockets have their own handshake. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
    private readonly adminSecret: AdminSecret,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const route = this.mark<RouteAccess>(context, ROUTE_ACCESS) ?? USUAL;
    if (route.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (route.kind === 'admin') {
      this.adminSecret.need(request.get(ADMIN_SECRET_HEADER));
      request.admin = { via: 'admin', from: originOf(request) };
      return true;
    }
    const principal = await this.access.need(route.accepts, route.pick(request), {
      roles: this.mark<Role[]>(context, ROUTE_ROLES) ?? [],
      exactly: route.exactly ?? false,
      whilePaused: isRead(request.method) || (this.mark<boolean>(context, ROUTE_WHILE_PAUSED) ?? false),
    });
    request.principal = { ...principal, from: originOf(request) };
    return true;
  }

  private mark<T>(context: ExecutionContext, name: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(name, [context.getHandler(), context.getClass()]);
  }
}
