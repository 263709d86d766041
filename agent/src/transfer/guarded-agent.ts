import { Agent, buildConnector, RetryAgent, type Dispatcher } from 'undici';
import {
  AddressRefused,
  checkLiteralHost,
  guardedLookup,
  type AllowList,
  type Lookup,
} from './address-guard.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

export interface GuardOptions {
  allow: AllowList;
  /** Tests bring their own name server. */
  lookup?: Lookup;
  retries?: number;
}

/**
 * Connections to what customers name: addresses are judged inside the connection, so redirects, rebinding and
 * connection reuse cannot go round it. Nothing is tried again here: uploads know themselves what is safe to repeat.
 */
export function guardedConnections(options: GuardOptions): Dispatcher {
  const connect = buildConnector({
    timeout: CONNECT_MS,
    // The lookup's shape is that of net.connect; undici's type knows only a part of it.
    lookup: guardedLookup(options.allow, options.lookup) as never,
  });
  return new Agent({
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    connect: (target, callback) => {
      try {
        checkLiteralHost(target.hostname, options.allow);
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      connect(target, callback);
    },
  });
}

/** The one door through which the farm fetches what customers name. A body that is cut off is resumed with Range. */
export function guardedAgent(options: GuardOptions): Dispatcher {
  return new RetryAgent(guardedConnections(options), {
    maxRetries: options.retries ?? 4,
    minTimeout: 300,
    maxTimeout: 5000,
    // A refused address is an answer and not bad luck.
    retry: (error, { state, opts }, done) => {
      const limits = opts.retryOptions;
      const status = 'statusCode' in error ? Number(error.statusCode) : undefined;
      const passing = status === undefined || status === 429 || status >= 500;
      if (isRefusal(error) || !passing || state.counter > (limits?.maxRetries ?? 4)) return done(error);
      setTimeout(() => done(null), Math.min(300 * 2 ** state.counter, 5000));
    },
  });
}

/** Did the guard end this request? undici wraps causes, and tries several addresses. */
export function isRefusal(error: unknown): error is Error {
  return refusalIn(error) !== undefined;
}

/** The guard's own error, wherever it is wrapped. */
export function refusalIn(error: unknown): AddressRefused | undefined {
  if (error instanceof AddressRefused) return error;
  if (!(error instanceof Error)) return undefined;
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  for (const one of [error.cause, ...inner]) {
    const found = refusalIn(one);
    if (found) return found;
  }
  return undefined;
}
