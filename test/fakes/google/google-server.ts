import type { IncomingMessage, ServerResponse } from 'node:http';
import { StorageServer } from '../storage-server.js';
import { GoogleError } from './google-error.js';
import { GoogleOauth } from './oauth.js';
import { ResumableUploads } from './resumable-uploads.js';

/** What Cloud Storage and Drive have in common: tokens, sessions, errors in JSON. */
export abstract class GoogleServer extends StorageServer {
  readonly oauth = new GoogleOauth(() => this.faults.now());
  readonly uploads: ResumableUploads;

  constructor(gone: 404 | 410) {
    super();
    this.uploads = new ResumableUploads(this.faults, gone);
  }

  /** Addresses for the settings of the coordinator and for the official libraries. */
  get tokenUrl(): string {
    return `${this.url}/token`;
  }

  get authUrl(): string {
    return `${this.url}/auth`;
  }

  protected abstract serveApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void>;

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const session = url.searchParams.get('upload_id');
    if (session !== null) return this.uploads.serve(session, request, response);
    if (url.pathname === '/auth') return this.oauth.authorize(url.searchParams, response);
    if (url.pathname === '/token') return this.oauth.token(request, await bytesOf(request), response);
    return this.serveApi(url, request, response);
  }

  protected broken(response: ServerResponse, error: unknown): void {
    const known = error instanceof GoogleError ? error : new GoogleError(500, 'backendError', String(error));
    json(response, known.status, known.body());
  }
}

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await bytesOf(request)).toString('utf8');
  try {
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    throw new GoogleError(400, 'parseError', 'Parse Error');
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(body));
}

/** The bytes of an object, or a range of them. */
export function media(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  contentType: string,
): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1;
  if (first !== undefined && start >= bytes.length)
    throw new GoogleError(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable');
  const part = bytes.subarray(start, end + 1);
  const range = first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${bytes.length}` };
  response
    .writeHead(first === undefined ? 200 : 206, {
      'content-type': contentType,
      'content-length': String(part.length),
      ...range,
    })
    .end(part);
}
