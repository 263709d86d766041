import { Injectable } from '@nestjs/common';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { hashToken } from '../../platform/crypto/token-hash.js';
import { RedisLink } from '../../platform/redis/redis-link.js';
import { sharedLimiter } from '../../platform/redis/shared-limiter.js';

/** Seconds in which attempts are counted. */
const WINDOW = 15 * 60;
/** One network address may try so many times as much, over all e-mail addresses: many people may share it. */
const SHARED_ADDRESS = 10;

/** Counts wrong passwords, so that nobody tries them all. In memory (a restart forgets), or in Redis for several. */
@Injectable()
export class LoginAttempts {
  private readonly pairs: RateLimiterAbstract | undefined;
  private readonly addresses: RateLimiterAbstract | undefined;

  constructor(@InjectConfig() { loginAttempts }: CoordinatorConfig, redis: RedisLink) {
    if (loginAttempts === 0) return;
    const limit = (points: number) => ({ points, duration: WINDOW });
    this.pairs = sharedLimiter('login', limit(loginAttempts), redis);
    this.addresses = sharedLimiter('login-address', limit(loginAttempts * SHARED_ADDRESS), redis);
  }

  /** Counts the attempt as wrong, before the password is checked, so that many at once are counted too. */
  async begin(email: string, address: string): Promise<void> {
    await spend(this.pairs, pairOf(email, address));
    await spend(this.addresses, address);
  }

  /** The password was right. */
  async succeeded(email: string, address: string): Promise<void> {
    await this.pairs?.delete(pairOf(email, address));
    await this.addresses?.reward(address);
  }
}

async function spend(limiter: RateLimiterAbstract | undefined, key: string): Promise<void> {
  try {
    await limiter?.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const retryAfter = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new FarmError('rate-limited', `Too many wrong passwords; try again in ${retryAfter} s.`, {
      details: { retryAfter },
    });
  }
}

/** Hashed: e-mail addresses are nothing for Redis. */
const pairOf = (email: string, address: string): string =>
  hashToken(`${email.trim().toLowerCase()} ${address}`);
