import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

const PUBLIC_ORIGIN = 'framefarm public url';

/** Tells the app the configured origin; see `originOf`. */
export const publicOriginSetting = PUBLIC_ORIGIN;

/**
 * The origin under which this caller reaches the farm: FRAMEFARM_PUBLIC_URL, or what the request itself says
 * (X-Forwarded-* from proxies on private addresses, else Host).
 */
export function originOf(request: Request): string {
  const configured = request.app.get(PUBLIC_ORIGIN) as string | undefined;
  const protocol = request.protocol === 'https' ? 'https' : 'http';
  return configured ?? `${protocol}://${hostOf(request)}`;
}

const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** What the request says, when it is a host (HTTP/1.0 may name none): it goes into answers and webhooks. */
function hostOf(request: Request): string {
  const host = request.host as string | undefined;
  return host !== undefined && HOST.test(host) ? host : `localhost:${request.socket.localPort ?? 80}`;
}

/** Handler parameter: the origin for absolute URLs in this answer. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  originOf(context.switchToHttp().getRequest<Request>()),
);
