import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';

/** Seconds in which attempts are counted. */
const WINDOW = 15 * 60;
/** One network address may try so many times as much, over all e-mail addresses: many people may share it. */
const SHARED_ADDRESS = 10;

/** Counts wrong passwords, so that nobody tries them all. In memory: a restart forgets. */
@Injectable()
export class LoginAttempts {
  private readonly pairs: RateLimiterMemory | undefined;
  private readonly addresses: RateLimiterMemory | undefined;

  constructor(@InjectConfig() { loginAttempts }: CoordinatorConfig) {
    if (loginAttempts === 0) return;
    this.pairs = new RateLimiterMemory({ points: loginAttempts, duration: WINDOW });
    this.addresses = new RateLimiterMemory({ points: loginAttempts * SHARED_ADDRESS, duration: WINDOW });
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

async function spend(limiter: RateLimiterMemory | undefined, key: string): Promise<void> {
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

const pairOf = (email: string, address: string): string => `${email.trim().toLowerCase()} ${address}`;
