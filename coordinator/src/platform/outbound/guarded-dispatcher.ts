import { Agent, buildConnector } from 'undici';
import { guardedLookup, literalRefusal, type AllowList } from './address-guard.js';

const CONNECT_MS = 5000;

/** Connections for undici that lead to public addresses only, or to those that the operator opened. */
export function guardedDispatcher(allow: AllowList): Agent {
  // The lookup's shape is that of net.connect; undici's type knows only a part of it.
  const connect = buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup(allow) as never });
  return new Agent({
    connect: (target, done) => {
      const refusal = literalRefusal(target.hostname, allow);
      if (refusal) return done(refusal, null);
      connect(target, done);
    },
  });
}
