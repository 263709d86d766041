import type { Logger } from 'pino';
import { backoff, pause } from '../platform/pause.js';
import type { Identity, IdentityFile } from './identity.js';
import { WireSocket } from './wire-socket.js';

/** The coordinator does not take this agent in; the sentence is for the operator. main.ts exits 78. */
export class JoinRefused extends Error {}

export interface JoinOptions {
  urls: readonly [string, ...string[]];
  name: string;
  joinToken: string | undefined;
  logger: Logger;
  signal: AbortSignal;
  retryMs?: number;
}

/** The agent's identity with its credential: the stored one, or a new one for the join token. */
export async function ensureJoined(file: IdentityFile, options: JoinOptions): Promise<Required<Identity>> {
  const { agentId, credential } = await file.load();
  if (credential) return { agentId, credential };
  if (!options.joinToken)
    throw new JoinRefused(
      'This agent has not joined a farm yet. Set FRAMEFARM_JOIN_TOKEN to a join token of the coordinator.',
    );
  for (let tries = 0; ; tries++) {
    options.signal.throwIfAborted();
    try {
      const joined = { agentId, credential: await joinOnce(agentId, options.joinToken, tries, options) };
      // Stored before the first hello: until then the coordinator lets the same token and id join again.
      await file.save(joined);
      return joined;
    } catch (error) {
      if (error instanceof JoinRefused) throw error;
      options.logger.warn(
        { reason: (error as Error).message, url: options.urls[tries % options.urls.length] },
        'cannot join yet, trying again',
      );
      await pause(backoff(tries, options.retryMs ?? 500, 5000), options.signal);
    }
  }
}

async function joinOnce(
  agentId: string,
  joinToken: string,
  tries: number,
  options: JoinOptions,
): Promise<string> {
  const url = options.urls[tries % options.urls.length] ?? options.urls[0];
  const socket = new WireSocket([url], { joinToken }, { reconnectMs: 500, reconnectMaxMs: 5000 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onConnect(resolve);
      socket.onUnreachable((reason) => reject(new Error(reason)));
      socket.onRefused((reason, final) => reject(final ? refused(reason) : new Error(reason)));
      options.signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
      socket.dial();
    });
    const answer = await socket.ask('join', { agentId, name: options.name });
    if (!answer.ok) throw answer.code === 'internal' ? new Error(answer.message) : refused(answer.message);
    return answer.credential;
  } finally {
    socket.hangUp();
  }
}

const refused = (reason: string): JoinRefused =>
  new JoinRefused(`The coordinator refused to let this agent in: ${reason}`);
