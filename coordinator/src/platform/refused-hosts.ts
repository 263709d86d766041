import { isAllowedAddress, isAllowedHost, parseAllowList } from './outbound/address-guard.js';

/** Says of a host name, as the URL parser prints it, whether the farm refuses to call it. */
export type HostRefuser = (hostname: string) => boolean;

/** A host name that is an address. */
const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/;
const LOCALHOST = /(^|\.)localhost$/;
const LOCAL_NAME = /(^localhost|\.(localhost|local|internal|home\.arpa|lan))$/;

/**
 * Whether a host is, by its spelling alone, on a private network that the operator has not opened
 * (FRAMEFARM_ALLOW_PRIVATE). Other names that lead to one are refused when they are dialled; so is what localhost
 * leads to, which passes here when any range is open.
 */
export function refusedHosts(allowPrivate: readonly string[]): HostRefuser {
  const allow = parseAllowList(allowPrivate);
  return (hostname) => {
    const host = hostname.toLowerCase().replace(/\.$/, '');
    if (isAllowedHost(host, allow)) return false;
    if (ADDRESS.test(host)) return !isAllowedAddress(host, allow);
    if (LOCALHOST.test(host)) return allow.ranges.length === 0;
    return host === '' || LOCAL_NAME.test(host);
  };
}
