import type { CorsOptionsDelegate } from '@nestjs/common/interfaces/external/cors-options.interface.js';
import type { Request } from 'express';

/** What pages of other origins may read of an answer besides its body. */
export const EXPOSED = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'Tus-Extension',
  'Tus-Max-Size',
  'Tus-Resumable',
  'Tus-Version',
  'Upload-Expires',
  'Upload-Length',
  'Upload-Offset',
  'X-Asset-Id',
  'X-Next-Offset',
  'X-Request-Id',
];

/** Seconds for which a browser remembers the answer to a preflight; more it does not allow. */
const PREFLIGHT_S = 7200;

/**
 * Which web pages may call the API. Never with cookies: callers show a key or a token themselves, so `*` gives no page
 * anything that its reader does not have. `none` closes it.
 */
export function crossOrigin(origins: readonly string[]): CorsOptionsDelegate<Request> {
  const origin = origins.includes('*') ? '*' : [...origins];
  return (request, callback) =>
    callback(null as unknown as Error, {
      origin,
      credentials: false,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      exposedHeaders: EXPOSED,
      maxAge: PREFLIGHT_S,
      optionsSuccessStatus: 204,
      // An OPTIONS that is no preflight is for the route (tus asks so what the server can do).
      preflightContinue: request.headers['access-control-request-method'] === undefined,
    });
}
