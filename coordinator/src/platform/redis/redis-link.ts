import type { FactoryProvider, OnApplicationShutdown } from '@nestjs/common';
import type { createClient } from 'redis';
import { COORDINATOR_CONFIG, type CoordinatorConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { LOGGER, type Logger } from '../logger.js';

const CONNECT_LIMIT_MS = 2000;
const LONGEST_PAUSE_MS = 5000;

type CreateClient = typeof createClient;

const clientOf = (create: CreateClient, url: string) =>
  create({
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
export class RedisLink implements OnApplicationShutdown {
  readonly client: RedisClient | undefined;
  private away = false;
  /** Lines that only listen; a line that listens can say nothing. */
  private readonly ears: RedisClient[] = [];

  constructor(
    private readonly logger: Logger,
    health: HealthRegistry,
    place?: { url: string; create: CreateClient },
  ) {
    if (!place) return;
    this.client = this.open(place.create, place.url);
    health.add('redis', async () => {
      if (!this.client?.isReady) throw new Error('Redis is not connected');
      await this.client.ping();
    });
  }

  onApplicationShutdown(): void {
    for (const client of [this.client, ...this.ears]) if (client?.isOpen) client.destroy();
  }

  /** Hears what is published on the channel, from when Redis is there and again after it was away. */
  listen(channel: string, heard: (text: string) => void): void {
    if (!this.client) return;
    const ear = this.client.duplicate({ disableOfflineQueue: false });
    this.ears.push(ear);
    // Outages are told by the other line.
    ear.on('error', () => undefined);
    ear
      .connect()
      .then(() => ear.subscribe(channel, heard))
      .catch(() => undefined);
  }

  private open(create: CreateClient, url: string): RedisClient {
    const client = clientOf(create, url);
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

/** The package is loaded only where a Redis is set: it is 650 modules. */
export const redisLinkProvider: FactoryProvider<Promise<RedisLink>> = {
  provide: RedisLink,
  inject: [COORDINATOR_CONFIG, LOGGER, HealthRegistry],
  useFactory: async ({ redisUrl: url }: CoordinatorConfig, logger: Logger, health: HealthRegistry) =>
    new RedisLink(
      logger,
      health,
      url === undefined ? undefined : { url, create: (await import('redis')).createClient },
    ),
};
