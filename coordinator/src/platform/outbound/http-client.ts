import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, buildConnector, request } from 'undici';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import {
  AddressRefused,
  guardedLookup,
  isAllowedAddress,
  isAllowedHost,
  parseAllowList,
} from './address-guard.js';

const CONNECT_MS = 5000;

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
    const allow = parseAllowList(config.allowPrivate);
    // The lookup's shape is that of net.connect; undici's type knows only a part of it.
    const connect = buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup(allow) as never });
    this.agent = new Agent({
      connect: (target, done) => {
        const { hostname } = target;
        const literal = /^[\d.]+$|:/.test(hostname);
        // node:net dials a literal address without any lookup.
        if (literal && !isAllowedHost(hostname, allow) && !isAllowedAddress(hostname, allow))
          return done(new AddressRefused(`${hostname} is not a public address`), null);
        connect(target, done);
      },
    });
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
