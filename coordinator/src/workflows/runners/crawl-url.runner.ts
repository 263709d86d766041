import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileFetcher } from '../../platform/outbound/file-fetcher.js';
import { pageFacts } from '../page/page-facts.policy.js';
import { decodePage } from '../page/page-charset.js';
import { fetchFailure } from '../fetch-failure.policy.js';
import { StepFailure } from '../step-failure.js';
import { StepRunners, type StepCall, type StepOutcome, type StepRunner } from '../step-runners.js';

const MOST_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const HTML = /^(text\/html|application\/xhtml\+xml)\s*(;|$)/i;

/** Reads a public page and keeps its facts. */
@Injectable()
export class CrawlUrlRunner implements StepRunner, OnModuleInit {
  readonly type = 'crawl_url';

  constructor(
    private readonly runners: StepRunners,
    private readonly files: FileFetcher,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async start({ config, signal }: StepCall): Promise<StepOutcome> {
    const url = String(config.url);
    const fetched = await this.files.fetch(url, {
      accept: 'text/html,application/xhtml+xml',
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    if ('error' in fetched) throw fetchFailure(url, fetched.error);
    const { status, contentType } = fetched;
    try {
      if (status !== 200) throw fetchFailure(url, status);
      if (!HTML.test(contentType))
        throw new StepFailure(
          `${url} is no web page: it is ${contentType || 'of no known type'}.`,
          false,
          status,
        );
      const html = decodePage(await this.read(url, fetched.body), contentType);
      const facts = pageFacts(html, fetched.url);
      return {
        kind: 'done',
        inputUrl: url,
        responseStatus: status,
        metadata: { ...facts },
        ...(facts.image === undefined ? {} : { outputUrl: facts.image }),
        note: `read ${facts.title ?? fetched.url}`,
      };
    } finally {
      fetched.body.destroy();
    }
  }

  private async read(url: string, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        if (size > MOST_BYTES)
          throw new StepFailure(`${url} is larger than ${MOST_BYTES} bytes; name a smaller page.`, false);
        chunks.push(chunk);
      }
    } catch (error) {
      if (error instanceof StepFailure) throw error;
      throw fetchFailure(url, error instanceof Error ? error.message : String(error));
    }
    return Buffer.concat(chunks);
  }
}
