import type { Request, RequestHandler } from 'express';
import type { Metrics } from '../metrics/metrics.js';

/** Seconds; long polls and downloads fall into the last ones. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** How long requests take, by the pattern of their route: never by their path, which holds ids. */
export function httpMetrics(metrics: Metrics): RequestHandler {
  const seconds = metrics.histogram(
    'framefarm_http_request_seconds',
    'Time from a request to the end of its answer.',
    BUCKETS,
    ['method', 'route', 'status'],
  );
  return (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      const method = METHODS.includes(request.method) ? request.method : 'other';
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      seconds.observe({ method, route: routeOf(request), status }, (performance.now() - began) / 1000);
    });
    next();
  };
}

/** `/v1/render/:id`; what no route serves is one word. */
function routeOf(request: Request): string {
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'none';
}
