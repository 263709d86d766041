import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';

/** Everything that ipaddr.js gives another name is private, a tunnel, or no host at all. */
const PUBLIC = 'unicast';
/** All public IPv6 hosts are in here (RFC 4291); `::7f00:1`, which hides 127.0.0.1, is not. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** An address that may not be spoken to; the sentence is for the customer. */
export class AddressRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AddressRefused';
  }
}

/** Node's own lookup, or a test's. */
export type Lookup = (
  hostname: string,
  options: { all: true; family?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Which private places an operator opened: CIDRs, single addresses and host names. */
export interface AllowList {
  ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
  hosts: readonly string[];
}

/** Reads FRAMEFARM_ALLOW_PRIVATE. A word that is no address is a host name; `*.example.lan` covers its subdomains. */
export function parseAllowList(words: readonly string[]): AllowList {
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  const hosts: string[] = [];
  for (const word of words) {
    const text =
      word.includes('/') || !ipaddr.isValid(word) ? word : `${word}/${word.includes(':') ? 128 : 32}`;
    if (ipaddr.isValidCIDR(text)) ranges.push(ipaddr.parseCIDR(text));
    else hosts.push(word.toLowerCase());
  }
  return { ranges, hosts };
}

/** Is this address on the public internet, or opened by the operator? IPv4 inside IPv6 is judged as IPv4. */
export function isAllowedAddress(address: string, allow: AllowList): boolean {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  if (
    allow.ranges.some(
      ([range, bits]) => range.kind() === parsed.kind() && parsed.match([range, bits] as never),
    )
  )
    return true;
  return parsed.range() === PUBLIC && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_V6));
}

export function isAllowedHost(host: string, allow: AllowList): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return allow.hosts.some((one) => one === name || (one.startsWith('*.') && name.endsWith(one.slice(1))));
}

/** The host of a URL without brackets; undefined when it is a name and not an address. */
function literalAddress(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/**
 * Refuses a host that is a private address as it stands, in any notation: the URL parser has already turned
 * 0x7f.1, 2130706433 and 127.1 into 127.0.0.1, and what it leaves alone is judged again after resolution.
 */
export function checkLiteralHost(host: string, allow: AllowList): void {
  const address = literalAddress(host);
  if (address === undefined || isAllowedHost(host, allow) || isAllowedAddress(address, allow)) return;
  throw new AddressRefused(`the address ${address} is not on the public internet`);
}

/**
 * The lookup of a connection: resolves, then refuses when ANY of the addresses is private. It runs inside connect,
 * so the address that was judged is the address that is dialled, whatever DNS says a moment later.
 */
export function guardedLookup(allow: AllowList, resolve: Lookup = systemLookup as Lookup) {
  return (
    hostname: string,
    options: { family?: number | string | undefined; all?: boolean | undefined },
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    const family = typeof options.family === 'number' ? options.family : undefined;
    resolve(hostname, { all: true, family }, (error, addresses) => {
      if (error) return callback(error, []);
      const bad = isAllowedHost(hostname, allow)
        ? undefined
        : addresses.find(({ address }) => !isAllowedAddress(address, allow));
      const first = addresses[0];
      if (bad || !first)
        return callback(
          new AddressRefused(
            bad
              ? `${hostname} leads to ${bad.address}, which is not on the public internet`
              : `${hostname} has no address`,
          ),
          [],
        );
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
