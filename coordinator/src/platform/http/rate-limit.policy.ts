const ID = '[0-9a-f-]{36}';

/** Bytes go by URLs that were asked for: downloads, uploads of customers, results and sockets of agents. */
const FREE = [/^\/files\//, new RegExp(`^/v1/assets/(tus/${ID}|${ID}/upload)/?$`, 'i'), /^\/socket\.io\//];

/** Health pages and the lasting addresses of assets. */
const FREE_READS = [/^\/assets\//, /^\/health(\/|$)/];

/** Official clients give up for good on a 429 while they wait for a result (ilve-api.md C-29). */
const POLLS = [
  new RegExp(`^/v1/render/${ID}(/(events|logs|download|download-url))?/?$`, 'i'),
  new RegExp(`^/v1/(renditions|tools/jobs|workflows/runs)/${ID}(/(logs|download))?/?$`, 'i'),
];
const REFRESH = new RegExp(`^/v1/render/${ID}/refresh-url/?$`, 'i');

const LEAST_POLLS = 12_000;
const POLLS_FOR_EACH = 60;

export type RateBudget = 'free' | 'poll' | 'usual';

/** Which budget a request is taken from. */
export function budgetOf(method: string, path: string): RateBudget {
  const any = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(path));
  const reads = method === 'GET' || method === 'HEAD';
  if (method === 'OPTIONS' || any(FREE) || (reads && any(FREE_READS))) return 'free';
  return (reads && any(POLLS)) || (method === 'POST' && REFRESH.test(path)) ? 'poll' : 'usual';
}

/** Polls a minute: enough for hundreds of clients that share a key and ask every two seconds. */
export const pollLimit = (perMinute: number): number => Math.max(LEAST_POLLS, perMinute * POLLS_FOR_EACH);
