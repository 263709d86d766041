import { JWT, type OAuth2Client } from 'google-auth-library';
import type { ServiceAccount } from '../config-field.policy.js';

/** Where Google answers; tests bring their own. */
export interface GooglePlaces {
  authUrl: string;
  tokenUrl: string;
  gcs: string;
  drive: string;
}

/** Answer of Google's control side: small and whole. */
export interface GoogleAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A call without the client's own retries and with every status as an answer. */
export interface GoogleCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  url: string;
  headers?: Record<string, string>;
  json?: unknown;
  bytes?: Buffer;
  /** An upload session authorises itself. */
  anonymous?: boolean;
}

const TIMEOUT_MS = 60_000;

/** Raised like the errors of other client libraries, so that one policy reads them all. */
export class GoogleRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
  ) {
    super(`Google answered ${status}`);
  }
}

/** The few calls that we make to Google, with an access token that the official library gets and renews. */
export class GoogleClient {
  constructor(private readonly auth: OAuth2Client) {}

  async call(call: GoogleCall): Promise<GoogleAnswer> {
    const headers = new Headers(call.headers);
    if (!call.anonymous)
      for (const [name, value] of await this.auth.getRequestHeaders(call.url)) headers.set(name, value);
    if (call.json !== undefined) headers.set('content-type', 'application/json; charset=UTF-8');
    const body =
      call.json === undefined ? call.bytes && new Uint8Array(call.bytes) : JSON.stringify(call.json);
    const answer = await fetch(call.url, {
      method: call.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) };
  }

  /** The same; an answer that is not 2xx is a rejection. */
  async need(call: GoogleCall): Promise<GoogleAnswer> {
    const answer = await this.call(call);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new GoogleRefusal(answer.status, reasonOf(answer.body));
  }
}

/** A service account; its key file names no addresses that we would follow. */
export function serviceAccountClient(
  account: ServiceAccount,
  scope: string,
  places: GooglePlaces,
): GoogleClient {
  const auth = new JWT({ email: account.clientEmail, key: account.privateKey, scopes: [scope] });
  // The library knows one token address only; the operator's goes in its place, and into nothing else.
  auth.transporter.interceptors.request.add({
    resolved: async (request) => {
      if (request.url && new URL(request.url).href === 'https://oauth2.googleapis.com/token')
        request.url = new URL(places.tokenUrl);
      return request;
    },
  });
  return new GoogleClient(auth);
}

function parsed(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return json && typeof json === 'object' ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function reasonOf(body: Record<string, unknown>): string | undefined {
  const error = body.error as { errors?: { reason?: unknown }[]; status?: unknown } | string | undefined;
  const reason = typeof error === 'string' ? error : (error?.errors?.[0]?.reason ?? error?.status);
  return typeof reason === 'string' ? reason : undefined;
}
