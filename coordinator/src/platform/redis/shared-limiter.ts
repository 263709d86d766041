import {
  RateLimiterMemory,
  RateLimiterRedis,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { RedisLink } from './redis-link.js';

/** A Redis that does not answer must not hold up requests; the count in memory is used instead. */
const REDIS_LIMIT_MS = 250;

/** Counts together with other coordinators when there is a Redis, and in memory while there is none. */
export function sharedLimiter(
  name: string,
  limit: { points: number; duration: number },
  { client }: RedisLink,
): RateLimiterAbstract {
  const memory = new RateLimiterMemory(limit);
  if (!client) return memory;
  const shared = new RateLimiterRedis({
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    keyPrefix: `framefarm:limit:${name}`,
    ...limit,
  });
  return new RLWrapperTimeouts({ limiter: shared, timeoutMs: REDIS_LIMIT_MS, insuranceLimiter: memory });
}
