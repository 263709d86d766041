/** One caller's budget: `left` requests at time `at` (ms), refilled steadily up to the limit a minute. */
export interface Budget {
  left: number;
  at: number;
}

export interface Verdict {
  allowed: boolean;
  budget: Budget;
  /** Whole requests that are left. */
  remaining: number;
  /** Seconds until the budget is full again. */
  resetSeconds: number;
  /** Seconds until one more request is allowed; 0 when one is. */
  retryAfter: number;
}

const MINUTE_MS = 60_000;

/** Token bucket: a burst of `limit`, then `limit` a minute. */
export function spend(limit: number, budget: Budget | undefined, nowMs: number): Verdict {
  const perMs = limit / MINUTE_MS;
  const filled = budget ? Math.min(limit, budget.left + Math.max(0, nowMs - budget.at) * perMs) : limit;
  const allowed = filled >= 1;
  const left = allowed ? filled - 1 : filled;
  return {
    allowed,
    budget: { left, at: nowMs },
    remaining: Math.floor(left),
    resetSeconds: Math.ceil((limit - left) / perMs / 1000),
    retryAfter: left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / 1000)),
  };
}
