import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { COORDINATOR_CONFIG, type CoordinatorConfig } from './config/config.js';
import { MasterKey } from './crypto/master-key.js';
import { EventBus } from './events/event-bus.js';
import { HealthRegistry } from './health/health-registry.js';
import { Readiness } from './health/readiness.js';
import { RedisLink, redisLinkProvider } from './redis/redis-link.js';
import { Metrics } from './metrics/metrics.js';
import { LOGGER, type Logger } from './logger.js';

export interface PlatformParts {
  config: CoordinatorConfig;
  logger: Logger;
  masterKey: MasterKey;
  /** Tests bring their own. */
  clock?: Clock;
}

/** What every feature may inject without importing anything: settings, logger, clock, keys, events, health. */
@Global()
@Module({})
export class PlatformModule {
  static of(parts: PlatformParts): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: COORDINATOR_CONFIG, useValue: parts.config },
        { provide: LOGGER, useValue: parts.logger },
        { provide: MasterKey, useValue: parts.masterKey },
        { provide: Clock, useValue: parts.clock ?? new SystemClock() },
        EventBus,
        HealthRegistry,
        Metrics,
        Readiness,
        redisLinkProvider,
      ],
      exports: [
        COORDINATOR_CONFIG,
        LOGGER,
        MasterKey,
        Clock,
        EventBus,
        HealthRegistry,
        Metrics,
        Readiness,
        RedisLink,
      ],
    };
  }
}
