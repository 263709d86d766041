import { Agent, buildConnector } from 'undici';
import {
  AddressRefused,
  guardedLookup,
  isAllowedAddress,
  isAllowedHost,
  type AllowList,
} from './address-guard.js';

const CONNECT_MS = 5000;

/** Connections for undici that lead to public addresses only, or to those that the operator opened. */
export function guardedDispatcher(allow: AllowList): Agent {
  // The lookup's shape is that of net.connect; undici's type knows only a part of it.
  const connect = buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup(allow) as never });
  return new Agent({
    connect: (target, done) => {
      const { hostname } = target;
      const literal = /^[\d.]+$|:/.test(hostname);
      // node:net dials a literal address without any lookup.
      if (literal && !isAllowedHost(hostname, allow) && !isAllowedAddress(hostname, allow))
        return done(new AddressRefused(`${hostname} is not a public address`), null);
      connect(target, done);
    },
  });
}
