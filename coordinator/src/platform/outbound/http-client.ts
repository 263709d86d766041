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

/** What came of a request; `error` when there was no answer. */
export type Answer = { status: number } | { error: string };

/**
 * The one door through which the coordinator calls addresses that customers name. Redirects are not followed,
 * answers are not read, private addresses are refused inside the connection.
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
      await answer.body.dump({ limit: 65_536 }).catch(() => undefined);
      return { status: answer.statusCode };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}
