import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request, type Agent } from 'undici';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import { parseAllowList } from './address-guard.js';
import { guardedDispatcher } from './guarded-dispatcher.js';

/** Bytes of an answer that are kept, for the log that the customer reads. */
const KEPT_BYTES = 1024;

/** What came of a request: status and the start of the body; `error` when there was no answer. */
export type Answer = { status: number; text: string } | { error: string };

/**
 * The one door through which the coordinator calls addresses that customers name. Redirects are not followed, no more
 * than the start of an answer is read, private addresses are refused inside the connection.
 */
@Injectable()
export class OutboundClient implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(@InjectConfig() config: CoordinatorConfig) {
    this.agent = guardedDispatcher(parseAllowList(config.allowPrivate));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  /** Sends exactly these bytes. */
  async post(url: string, body: string, headers: Record<string, string>, timeoutMs: number): Promise<Answer> {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await request(url, { method: 'POST', body, headers, signal, dispatcher: this.agent });
      return { status: answer.statusCode, text: await startOf(answer.body) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** The first KEPT_BYTES as text; what cannot be read is left out, for the status has been answered already. */
async function startOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= KEPT_BYTES) break;
    }
  } catch {
    // Cut off: the start is what we have.
  }
  // PostgreSQL takes no NUL.
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8').replaceAll('\0', '');
}
