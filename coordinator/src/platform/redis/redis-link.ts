import type { FactoryProvider, OnApplicationShutdown } from '@nestjs/common';
import type { createClient } from 'redis';
import { COORDINATOR_CONFIG, type CoordinatorConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { LOGGER, type Logger } from '../logger.js';

const CONNECT_LIMIT_MS = 2000;
const LONGEST_PAUSE_MS = 5000;
/** Commands that wait for an answer; more are refused, and whoever asked does without. */
const MOST_WAITING = 1000;

/** When a line on which nothing comes back is given up, milliseconds. */
export interface Patience {
  /** A question is asked so long after the answer to the last one. */
  pingMs: number;
  silenceMs: number;
}
const PATIENCE: Patience = { pingMs: 2000, silenceMs: 6000 };

type CreateClient = typeof createClient;

const clientOf = (create: CreateClient, url: string, { pingMs, silenceMs }: Patience) =>
  create({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MOST_WAITING,
    pingInterval: pingMs,
    socket: {
      connectTimeout: CONNECT_LIMIT_MS,
      socketTimeout: silenceMs,
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
    patience = PATIENCE,
  ) {
    if (!place) return;
    this.client = this.open(clientOf(place.create, place.url, patience), patience.silenceMs);
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

  private open(client: RedisClient, silenceMs: number): RedisClient {
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
    this.renewWhenSilent(client, silenceMs);
    return client;
  }

  /**
   * A line is alive while it answers. The client's own `socketTimeout` sees only lines on which nothing is said: commands
   * that go nowhere keep a socket from being idle.
   */
  private renewWhenSilent(client: RedisClient, silenceMs: number): void {
    const silence = setTimeout(() => {
      if (!client.isReady) return;
      this.logger.warn('Redis does not answer; the farm goes on without it');
      this.away = true;
      client.destroy();
      client.connect().catch(() => undefined);
    }, silenceMs).unref();
    for (const answered of ['ready', 'ping-interval']) client.on(answered, () => silence.refresh());
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
