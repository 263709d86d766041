import type { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request, type Agent } from 'undici';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import { parseAllowList } from './address-guard.js';
import { guardedDispatcher } from './guarded-dispatcher.js';

const MOST_REDIRECTS = 5;
/** Without a byte for so long the line counts as broken. */
const SILENCE_MS = 30_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface FetchOptions {
  /** Value of the header Accept. */
  accept?: string;
  /** For the whole of it, redirects and body included. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** An answer whose body is still coming; whoever gets it reads or destroys it. */
export interface Fetched {
  /** Where the redirects ended. */
  url: string;
  status: number;
  contentType: string;
  body: Readable;
}

/**
 * Reads files and pages that customers name. Redirects are followed, and every hop passes the guard inside its own
 * connection: http(s) only, public addresses only, no credentials along.
 */
@Injectable()
export class FileFetcher implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(@InjectConfig() config: CoordinatorConfig) {
    this.agent = guardedDispatcher(parseAllowList(config.allowPrivate));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  /** The first answer that is no redirect; `error` says why there was none. */
  async fetch(url: string, options: FetchOptions): Promise<Fetched | { error: string }> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
    try {
      return await this.follow(url, options.accept ?? '*/*', signal);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private async follow(first: string, accept: string, signal: AbortSignal): Promise<Fetched> {
    let url = webUrl(first);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const { statusCode, headers, body } = await request(url, {
        headers: { accept, 'user-agent': 'framefarm', 'accept-encoding': 'identity' },
        signal,
        dispatcher: this.agent,
        headersTimeout: SILENCE_MS,
        bodyTimeout: SILENCE_MS,
      });
      // Whoever reads the body is told of an error by the reading; one that nobody reads may break in silence.
      body.on('error', () => undefined);
      const target = headers.location;
      if (!REDIRECTS.has(statusCode) || typeof target !== 'string')
        return { url: url.href, status: statusCode, contentType: one(headers['content-type']), body };
      // Its body is of no interest; a connection that still sends it is closed.
      body.destroy();
      url = webUrl(target, url.href);
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects`);
  }
}

function webUrl(text: string, base?: string): URL {
  if (!URL.canParse(text, base)) throw new Error('not a URL that can be read');
  const url = new URL(text, base);
  if (!/^https?:$/.test(url.protocol)) throw new Error(`${url.protocol} addresses are not fetched`);
  // Never handed to another host, and not written into a log.
  url.username = '';
  url.password = '';
  return url;
}

const one = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header[0] : header) ?? '';
