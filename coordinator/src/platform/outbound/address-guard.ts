import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';

/** An address that the farm does not speak to. */
export class AddressRefused extends Error {}

/** Private places that the operator opened (FRAMEFARM_ALLOW_PRIVATE): CIDRs, addresses and host names. */
export interface AllowList {
  ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
  hosts: readonly string[];
}

export function parseAllowList(words: readonly string[]): AllowList {
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  const hosts: string[] = [];
  for (const word of words) {
    const range = ipaddr.isValid(word) ? `${word}/${word.includes(':') ? 128 : 32}` : word;
    if (ipaddr.isValidCIDR(range)) ranges.push(ipaddr.parseCIDR(range));
    else hosts.push(word.toLowerCase());
  }
  return { ranges, hosts };
}

/** All public IPv6 hosts are in here (RFC 4291); `::7f00:1`, which hides 127.0.0.1, is not. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** On the public internet, or opened by the operator? IPv4 inside IPv6 is judged as IPv4. */
export function isAllowedAddress(address: string, allow: AllowList): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  const opened = allow.ranges.some(
    ([range, bits]) => range.kind() === parsed.kind() && parsed.match([range, bits] as never),
  );
  return (
    opened || (parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_V6)))
  );
}

export function isAllowedHost(host: string, allow: AllowList): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return allow.hosts.some((one) => one === name || (one.startsWith('*.') && name.endsWith(one.slice(1))));
}

/** node:net dials a literal address without any lookup, so that is judged before; undefined: dial. */
export function literalRefusal(host: string, allow: AllowList): AddressRefused | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare) || isAllowedHost(bare, allow) || isAllowedAddress(bare, allow)) return undefined;
  return new AddressRefused(`${bare} is not a public address`);
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * The lookup of a connection: refuses when any address of the name is private. It runs inside connect, so what was
 * judged is what is dialled, whatever DNS says a moment later.
 */
export function guardedLookup(allow: AllowList) {
  return (hostname: string, options: { all?: boolean | undefined }, answer: Answer): void =>
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error) return answer(error, []);
      const free = isAllowedHost(hostname, allow);
      const bad = addresses.find(({ address }) => !free && !isAllowedAddress(address, allow));
      const [first] = addresses;
      if (bad || !first)
        return answer(new AddressRefused(`${hostname} leads to an address that is not public`), []);
      return options.all ? answer(null, addresses) : answer(null, first.address, first.family);
    });
}
