import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createClient } from 'redis';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { InjectLogger, type Logger } from '../logger.js';

const CONNECT_LIMIT_MS = 2000;
const LONGEST_PAUSE_MS = 5000;

const clientOf = (url: string) =>
  createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_LIMIT_MS,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS),
    },
  });
type RedisClient = ReturnType<typeof clientOf>;

/**
 * The line to Redis, when FRAMEFARM_REDIS_URL is set. It is opened in the background and for ever opened again; while
 * it is away, commands fail at once and whoever needs them does without. Nothing in the farm depends on it.
 */
@Injectable()
export class RedisLink implements OnApplicationShutdown {
  readonly client: RedisClient | undefined;
  private away = false;

  constructor(
    @InjectConfig() config: CoordinatorConfig,
    @InjectLogger() private readonly logger: Logger,
    health: HealthRegistry,
  ) {
    if (config.redisUrl === undefined) return;
    this.client = this.open(config.redisUrl);
    health.add('redis', async () => {
      if (!this.client?.isReady) throw new Error('Redis is not connected');
      await this.client.ping();
    });
  }

  onApplicationShutdown(): void {
    if (this.client?.isOpen) this.client.destroy();
  }

  private open(url: string): RedisClient {
    const client = clientOf(url);
    // Once for each outage: it tries again every few seconds.
    client.on('error', (error: unknown) => {
      if (!this.away) this.logger.warn({ err: error }, 'Redis is away; the farm goes on without it');
      this.away = true;
    });
    client.on('ready', () => {
      this.away = false;
      this.logger.info('Redis is connected');
    });
    client.connect().catch(() => undefined);
    return client;
  }
}
