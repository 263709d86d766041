/** What a provider's client library says about a failed call; every library says it elsewhere. */
export interface UpstreamFacts {
  /** HTTP status of the answer; absent: there was none. */
  status?: number;
  /** `NoSuchBucket`, `ECONNREFUSED`. */
  code?: string;
  /** The address was refused by the farm itself. */
  refusedAddress?: boolean;
}

/** Codes go into sentences and logs: names only, nothing that a server could smuggle in. */
const NAME = /^[A-Za-z][\w.-]{1,60}$/;

export function upstreamFacts(thrown: unknown): UpstreamFacts {
  const chain: Record<string, unknown>[] = [];
  for (
    let at = thrown;
    at && typeof at === 'object' && chain.length < 6;
    at = (at as { cause?: unknown }).cause
  )
    chain.push(at as Record<string, unknown>);
  const first = <T>(pick: (error: Record<string, unknown>) => T | undefined): T | undefined => {
    for (const error of chain) {
      const found = pick(error);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const status = first(statusOf);
  const code = first(codeOf);
  return {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(chain.some((error) => /not (a )?public/.test(String(error.message))) ? { refusedAddress: true } : {}),
  };
}

function statusOf(error: Record<string, unknown>): number | undefined {
  const metadata = error.$metadata as { httpStatusCode?: unknown } | undefined;
  const response = error.response as { status?: unknown } | undefined;
  return [metadata?.httpStatusCode, error.statusCode, response?.status, error.status].find(
    (value): value is number => typeof value === 'number' && value >= 100,
  );
}

function codeOf(error: Record<string, unknown>): string | undefined {
  const body = (error.response as { data?: { error?: unknown } } | undefined)?.data?.error;
  const named = error.$metadata === undefined ? undefined : error.name;
  return [body, named, error.Code, error.code].find(
    (value): value is string => typeof value === 'string' && NAME.test(value) && value !== 'Error',
  );
}

export interface Place {
  /** `the bucket "films"`. */
  what: string;
  /** Which fields to look at when access is refused. */
  credentials: string;
  /** Who answers: `s3.example.com`. */
  host: string;
}

/** One sentence: what failed, where, what to do. */
export function upstreamSentence(facts: UpstreamFacts, place: Place): string {
  const { status, code } = facts;
  const said = [status, code].filter((word) => word !== undefined).join(' ');
  if (facts.refusedAddress)
    return `${place.host} is not a public address; the operator of the farm can open it with FRAMEFARM_ALLOW_PRIVATE.`;
  if (/^ERR_(OSSL|CRYPTO)/.test(code ?? ''))
    return `The key in ${place.credentials} is not readable (${code}); enter it again, whole.`;
  if (status === undefined)
    return `There was no answer from ${place.host}${code ? ` (${code})` : ''}; check the address, or try again later.`;
  if (/NoSuchBucket|ContainerNotFound/i.test(code ?? ''))
    return `${capital(place.what)} is not there (${said}); create it or correct its name.`;
  if (status === 301 || status === 307 || /Redirect|AuthorizationHeaderMalformed/.test(code ?? ''))
    return `${capital(place.what)} is in another region (${said}); set region.`;
  if (status === 401 || status === 403 || code === 'invalid_grant')
    return `${place.host} refused the access to ${place.what} (${said}); check ${place.credentials} and its permissions.`;
  if (status === 404) return `${place.host} does not find ${place.what} (${said}); check its name.`;
  if (status === 429 || status >= 500)
    return `${place.host} cannot take files at the moment (${said}); try again later.`;
  return `${place.host} did not accept the request for ${place.what} (${said}).`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
