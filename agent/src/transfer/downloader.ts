import { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import { hideSecrets } from '../platform/hide-secrets.js';
import type { AssetCache, CachedFile, IndexEntry } from './asset-cache.js';
import { AddressRefused, checkLiteralHost, type AllowList } from './address-guard.js';
import { BadDataUrl, decodeDataUrl } from './data-url.js';
import { refusalIn } from './guarded-agent.js';
import { SourceError } from './source-error.js';

export interface DownloadLimits {
  maxBytes: number;
  /** Milliseconds for one source, redirects and resumed parts included. */
  timeMs: number;
  signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

type Answer = Dispatcher.ResponseData;

/** Fetches what a customer named, through the guarded door, into the cache. Says what went wrong in a SourceError. */
export class Downloader {
  constructor(
    private readonly cache: AssetCache,
    private readonly door: Dispatcher,
    private readonly allow: AllowList,
  ) {}

  async fromUrl(url: string, limits: DownloadLimits): Promise<CachedFile> {
    const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeMs)]);
    try {
      return await this.fetchOrReuse(url, limits.maxBytes, signal);
    } catch (error) {
      limits.signal.throwIfAborted();
      throw explain(error, url, limits.timeMs, signal.aborted);
    }
  }

  async fromDataUrl(url: string, limits: DownloadLimits): Promise<CachedFile> {
    try {
      return await this.cache.store(Readable.from([decodeDataUrl(url, limits.maxBytes)]), limits);
    } catch (error) {
      if (!(error instanceof BadDataUrl)) throw error;
      throw new SourceError(error.tooLarge ? 'source-too-large' : 'source-refused', error.message);
    }
  }

  private async fetchOrReuse(url: string, maxBytes: number, signal: AbortSignal): Promise<CachedFile> {
    const known = await this.cache.recall(url);
    const kept =
      known && (known.etag || known.lastModified) ? await this.cache.find(known.sha256) : undefined;
    const answer = await this.follow(url, kept && known ? known : undefined, signal).catch(
      (error: unknown) => {
        kept?.release();
        throw error;
      },
    );
    if (answer.statusCode === 304 && kept) {
      await answer.body.dump();
      return kept;
    }
    kept?.release();
    const file = await this.keep(answer, maxBytes);
    await this.cache.remember(url, { sha256: file.sha256, ...validators(answer) });
    return file;
  }

  private async keep(answer: Answer, maxBytes: number): Promise<CachedFile> {
    const length = Number(header(answer, 'content-length') ?? 0);
    if (length > maxBytes) {
      // Nobody will read it: its own "aborted" error must not end the process.
      answer.body.on('error', () => undefined).destroy();
      throw new SourceError('source-too-large', `is ${length} bytes long; at most ${maxBytes} are taken`);
    }
    const file = await this.cache.store(answer.body, { maxBytes });
    if (file.sizeBytes > 0) return file;
    file.release();
    throw new SourceError('source-unreachable', 'is empty');
  }

  /** Follows redirects by hand, so that every hop is judged, and comes back with a 200 or a 304. */
  private async follow(start: string, known: IndexEntry | undefined, signal: AbortSignal): Promise<Answer> {
    let url = start;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await this.ask(this.check(url), known, signal);
      if (!REDIRECTS.includes(answer.statusCode)) return answer;
      await answer.body.dump();
      const location = header(answer, 'location');
      if (!location) throw new SourceError('source-unreachable', 'redirects without saying where to');
      if (!URL.canParse(location, url))
        throw new SourceError('source-refused', 'redirects to something that is not a URL');
      url = new URL(location, url).href;
    }
    throw new SourceError('source-refused', `redirects more than ${MAX_REDIRECTS} times`);
  }

  private check(text: string): URL {
    if (!URL.canParse(text)) throw new SourceError('source-refused', 'is not a valid URL');
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new SourceError('source-refused', `uses ${url.protocol} where only http: and https: are allowed`);
    checkLiteralHost(url.hostname, this.allow);
    return url;
  }

  private async ask(url: URL, known: IndexEntry | undefined, signal: AbortSignal): Promise<Answer> {
    // 429 and 5xx are tried again inside the door, see guarded-agent.ts.
    const answer = await request(url, { dispatcher: this.door, signal, headers: requestHeaders(known) });
    const { statusCode } = answer;
    if (statusCode === 200 || statusCode === 304 || REDIRECTS.includes(statusCode)) return answer;
    await answer.body.dump();
    throw refusedBy(statusCode);
  }
}

const requestHeaders = (known: IndexEntry | undefined): Record<string, string> => ({
  'user-agent': 'Framefarm/0.1',
  accept: '*/*',
  // A compressed answer could not be resumed, and media does not compress.
  'accept-encoding': 'identity',
  ...(known?.etag ? { 'if-none-match': known.etag } : {}),
  ...(!known?.etag && known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
});

const header = (answer: Answer, name: string): string | undefined => {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

function validators(answer: Answer): Partial<IndexEntry> {
  const etag = header(answer, 'etag');
  const lastModified = header(answer, 'last-modified');
  return { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
}

function refusedBy(status: number): SourceError {
  if (status === 404 || status === 410)
    return new SourceError('source-not-found', `is not there: its server answered ${status}`);
  if (status === 401 || status === 403)
    return new SourceError('source-refused', `may not be read: its server answered ${status}`);
  if (status === 429 || status >= 500)
    return new SourceError('source-unreachable', `could not be had: its server answered ${status}`);
  return new SourceError('source-refused', `could not be had: its server answered ${status}`);
}

/** Status that undici's retrying client gave up on. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : undefined;

function explain(error: unknown, url: string, timeMs: number, late: boolean): Error {
  if (error instanceof SourceError) return error;
  const refusal = error instanceof AddressRefused ? error : refusalIn(error);
  if (refusal) return new SourceError('source-refused', `was refused: ${refusal.message}`, error);
  const status = statusOf(error);
  if (status !== undefined && status >= 400) return refusedBy(status);
  if (late)
    return new SourceError(
      'source-unreachable',
      `did not arrive within ${Math.round(timeMs / 1000)} s`,
      error,
    );
  const code = (error as { code?: string }).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return error as Error;
  if (code === 'ENOTFOUND')
    return new SourceError(
      'source-not-found',
      `has a host name that does not exist (${new URL(url).hostname})`,
      error,
    );
  return new SourceError(
    'source-unreachable',
    `could not be fetched: ${hideSecrets((error as Error).message)}`,
    error,
  );
}
