import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import type { Clock } from '../clock.js';
import { hashToken } from '../crypto/token-hash.js';
import { spend, type Budget } from './rate-limit.policy.js';

/** Callers remembered at most; the longest unseen are forgotten first. */
const MOST_CALLERS = 10_000;

/**
 * Official clients give up on a 429 while they poll, so status polls are free; so are health pages and the lasting
 * addresses of assets.
 */
const FREE_READS = [/^\/v1\/render\/[0-9a-f-]{36}\/?$/i, /^\/assets\//, /^\/health(\/|$)/];

/** Bytes go by URLs that were asked for: downloads, uploads of customers, results and sockets of agents. */
const FREE = [/^\/files\//, /^\/v1\/assets\/[0-9a-f-]{36}\/upload\/?$/i, /^\/socket\.io\//];

/** At most `perMinute` requests for each credential, or each address without one. 0: no limit. */
export function rateLimit(perMinute: number, clock: Clock): RequestHandler {
  const budgets = new Map<string, Budget>();
  return (request: Request, response: Response, next: NextFunction) => {
    if (perMinute === 0 || isFree(request)) return next();
    const caller = callerOf(request);
    const verdict = spend(perMinute, budgets.get(caller), clock.now());
    budgets.delete(caller);
    budgets.set(caller, verdict.budget);
    if (budgets.size > MOST_CALLERS) budgets.delete(budgets.keys().next().value ?? '');
    response.set({
      'RateLimit-Limit': String(perMinute),
      'RateLimit-Remaining': String(verdict.remaining),
      'RateLimit-Reset': String(verdict.resetSeconds),
    });
    if (verdict.allowed) return next();
    const { retryAfter } = verdict;
    next(
      new FarmError(
        'rate-limited',
        `More than ${perMinute} requests a minute; try again in ${retryAfter} s.`,
        { details: { retryAfter, limit: perMinute } },
      ),
    );
  };
}

const isFree = ({ method, path }: Request): boolean =>
  [...FREE, ...(method === 'GET' || method === 'HEAD' ? FREE_READS : [])].some((pattern) =>
    pattern.test(path),
  );

function callerOf(request: Request): string {
  const credential = request.get('x-api-key') || request.get('authorization');
  return credential ? hashToken(credential) : (request.ip ?? 'unknown');
}
