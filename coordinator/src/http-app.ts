import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { DatabaseAddress } from './platform/database/data-source.js';
import { accessLog } from './platform/http/access-log.js';
import { collapseSlashes } from './platform/http/collapse-slashes.middleware.js';
import { compressJson } from './platform/http/compress-json.middleware.js';
import { crossOrigin } from './platform/http/cross-origin.js';
import { httpMetrics } from './platform/http/http-metrics.middleware.js';
import { jsonBody } from './platform/http/json-body.middleware.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { publicOriginSetting } from './platform/http/origin.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { rateLimit } from './platform/http/rate-limit.middleware.js';
import { requestId } from './platform/http/request-id.middleware.js';
import { securityHeaders } from './platform/http/security-headers.js';
import { validationPipe } from './platform/http/validation.pipe.js';
import { NestLog } from './platform/logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import type { PlatformParts } from './platform/platform.module.js';
import { RedisLink } from './platform/redis/redis-link.js';

/** A proxy on this machine may say who the caller is and by which name the farm was reached; others by setting. */
const OWN_MACHINE = 'loopback';
/** Between two requests on one connection; longer than the idle time of usual proxies, so that they close first. */
const KEEP_ALIVE_MS = 75_000;

/** The Nest application with its edge, not listening yet. The order of the middleware is the order of a request. */
export async function createHttpApp(
  parts: PlatformParts,
  database: DatabaseAddress,
  options: { preview?: boolean } = {},
): Promise<NestExpressApplication> {
  const { config, logger } = parts;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(parts, database), {
    logger: new NestLog(logger),
    bodyParser: false,
    abortOnError: false,
    preview: options.preview ?? false,
  });
  app.set('trust proxy', [OWN_MACHINE, ...config.trustedProxies]);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.set('etag', false);
  if (config.publicUrl) app.set(publicOriginSetting, config.publicUrl);
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  if (!options.preview) app.use(httpMetrics(app.get(Metrics)));
  app.use(requestId, collapseSlashes, accessLog(logger), securityHeaders());
  app.enableCors(crossOrigin(config.corsOrigins));
  app.use(compressJson());
  if (!options.preview) {
    app.use(rateLimit(config.rateLimit, app.get(RedisLink)));
    app.use(jsonBody(config.bodyLimit));
    serveOpenApi(app);
  }
  (app.getHttpServer() as Server).keepAliveTimeout = KEEP_ALIVE_MS;
  return app;
}
