import type { Issue } from '@farm/shared/errors';
import type { HostRefuser } from '../platform/refused-hosts.js';

const LONGEST_URL = 2048;

/** What is wrong with the address of a webhook; `path` names its field. Absent is fine here. */
export function webhookUrlIssues(url: unknown, refusesHost: HostRefuser, path = 'webhookUrl'): Issue[] {
  if (url === undefined) return [];
  const parsed = typeof url === 'string' && url.length <= LONGEST_URL ? parse(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    return [{ path, message: `${path} must be an http(s) URL.` }];
  if (parsed.username !== '' || parsed.password !== '')
    return [
      { path, message: `${path} must not hold a user name or password; the signature tells who calls.` },
    ];
  return refusesHost(parsed.hostname)
    ? [
        {
          path,
          message: `${path} points to "${parsed.hostname}", an address on a private network, which the farm does not call; use a public address or have the operator set FRAMEFARM_ALLOW_PRIVATE.`,
        },
      ]
    : [];
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
