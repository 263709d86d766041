import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { FarmError } from '@farm/shared/errors';
import { hashToken } from '../crypto/token-hash.js';
import type { RedisLink } from '../redis/redis-link.js';
import { sharedLimiter } from '../redis/shared-limiter.js';
import { budgetOf, pollLimit } from './rate-limit.policy.js';

const WINDOW_S = 60;
/** Different credentials counted in one window. Beyond, new ones are counted by address: anyone can make up keys. */
const MOST_CALLERS = 10_000;
/** The same for one address: an office behind one may hold so many keys. */
const MOST_OF_ADDRESS = 20;

/**
 * At most `perMinute` requests for each credential, or for each address without one; status polls have a larger budget
 * of their own, files none. 0: no limit. Counted in Redis when there is one, so that several coordinators share it.
 */
export function rateLimit(perMinute: number, redis: RedisLink): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  const limits = { usual: perMinute, poll: pollLimit(perMinute) };
  const limiters = {
    usual: sharedLimiter('usual', { points: limits.usual, duration: WINDOW_S }, redis),
    poll: sharedLimiter('poll', { points: limits.poll, duration: WINDOW_S }, redis),
  };
  const callers = new Callers();
  return async (request: Request, response: Response, next: NextFunction) => {
    const budget = budgetOf(request.method, request.path);
    if (budget === 'free') return next();
    const limit = limits[budget];
    const verdict = await consume(limiters[budget], callers.of(request));
    if (!verdict) return next();
    const seconds = Math.ceil(verdict.msBeforeNext / 1000);
    response.set({
      'RateLimit-Limit': String(limit),
      'RateLimit-Remaining': String(Math.max(0, verdict.remainingPoints)),
      'RateLimit-Reset': String(seconds),
    });
    next(verdict.consumedPoints > limit ? tooMany(limit, Math.max(1, seconds)) : undefined);
  };
}

/** A refusal is an answer too; anything else that is thrown lets the request pass. */
async function consume(limiter: RateLimiterAbstract, caller: string): Promise<RateLimiterRes | undefined> {
  try {
    return await limiter.consume(caller);
  } catch (thrown) {
    return thrown instanceof RateLimiterRes ? thrown : undefined;
  }
}

/** Names callers by a hash of what they show; keys and tokens go nowhere in clear. */
class Callers {
  private known = new Set<string>();
  private shown = new Map<string, number>();
  private since = Date.now();

  of(request: Request): string {
    const credential = request.get('x-api-key') || request.get('authorization');
    const address = request.ip ?? 'unknown';
    if (!credential) return address;
    if (Date.now() - this.since > WINDOW_S * 1000) {
      this.known = new Set();
      this.shown = new Map();
      this.since = Date.now();
    }
    const name = hashToken(credential);
    if (this.known.has(name)) return name;
    const shown = this.shown.get(address) ?? 0;
    if (this.known.size >= MOST_CALLERS || shown >= MOST_OF_ADDRESS) return address;
    this.known.add(name);
    this.shown.set(address, shown + 1);
    return name;
  }
}

const tooMany = (limit: number, retryAfter: number): FarmError =>
  new FarmError('rate-limited', `More than ${limit} requests a minute; try again in ${retryAfter} s.`, {
    details: { retryAfter, limit },
  });
