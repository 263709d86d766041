import ipaddr from 'ipaddr.js';
import { isPrivateHost } from '../video-json/index.js';

/** Whether the operator allows a private host (FRAMEFARM_ALLOW_PRIVATE: CIDRs, addresses or host names). */
export function hostAllower(allowed: readonly string[]): (hostname: string) => boolean {
  const entries = allowed.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const names = new Set(entries);
  const ranges = entries.flatMap((entry) => (ipaddr.isValidCIDR(entry) ? [ipaddr.parseCIDR(entry)] : []));
  return (hostname) => {
    const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
    if (names.has(host)) return true;
    // A name such as localhost is let through when any private range is allowed; the agent checks what it resolves to.
    if (!ipaddr.isValid(host)) return ranges.length > 0 && /(^|\.)localhost$/.test(host);
    const address = ipaddr.process(host);
    return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));
  };
}

/** Hosts that the farm does not call: private by their spelling, and not allowed by the operator. */
export function refusedHosts(allowed: readonly string[]): (hostname: string) => boolean {
  const allows = hostAllower(allowed);
  return (hostname) => isPrivateHost(hostname) && !allows(hostname);
}
