/**
 * Whether a URL's host is, by its spelling alone, a place on a private network. Names that only resolve to one are the
 * agent's to refuse when it connects. `hostname` is as the URL parser prints it: IPv4 in dotted form, IPv6 in brackets.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1));
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  if (v4) return isPrivateV4(Number(v4[1]), Number(v4[2]), Number(v4[3]));
  return host === '' || host === 'localhost' || /\.(localhost|local|internal|home\.arpa|lan)$/.test(host);
}

/** Loopback, private, shared, link-local, documentation, benchmark, multicast and reserved ranges. */
function isPrivateV4(a: number, b: number, c: number): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true;
  if (a === 100) return b >= 64 && b <= 127;
  if (a === 169) return b === 254;
  if (a === 172) return b >= 16 && b <= 31;
  if (a === 192) return b === 168 || (b === 0 && (c === 0 || c === 2));
  if (a === 198) return b === 18 || b === 19 || (b === 51 && c === 100);
  return a === 203 && b === 0 && c === 113;
}

function isPrivateV6(address: string): boolean {
  const groups = expandV6(address);
  if (!groups) return true;
  const [first = 0, second = 0] = groups;
  const upper = (groups[6] ?? 0) >> 8;
  const embedded = (): boolean => isPrivateV4(upper, (groups[6] ?? 0) & 255, (groups[7] ?? 0) >> 8);
  if (groups.slice(0, 5).every((group) => group === 0)) return groups[5] === 0xffff ? embedded() : true;
  if (first === 0x64 && second === 0xff9b) return embedded();
  if (first === 0x2002) return isPrivateV4(second >> 8, second & 255, (groups[2] ?? 0) >> 8);
  return (first & 0xe000) !== 0x2000 || (first === 0x2001 && (second === 0 || second === 0xdb8));
}

/** The eight groups of an address in the URL parser's compressed hexadecimal form. */
function expandV6(address: string): number[] | undefined {
  const [head = '', tail] = address.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = parse(head);
  const after = tail === undefined ? [] : parse(tail);
  const missing = 8 - before.length - after.length;
  const groups = [...before, ...Array<number>(Math.max(0, missing)).fill(0), ...after];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}
