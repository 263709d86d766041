import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import { guardedLookup, literalRefusal, parseAllowList, type AllowList } from './address-guard.js';

/** What an SDK needs to go through the guard. */
export interface AgentPair {
  http: HttpAgent;
  https: HttpsAgent;
}

interface Target {
  host?: string | null;
}
type Connected = (error: Error | null, socket?: Socket) => void;

/** Node's types leave out what `http.Agent` has always had. */
interface Dialler {
  createConnection(target: Target, done: Connected): Socket | undefined;
}

function guard<T extends HttpAgent>(agent: T, allow: AllowList): T {
  const dialler = agent as unknown as Dialler;
  const dial = dialler.createConnection.bind(agent);
  dialler.createConnection = (target, done) => {
    const refusal = literalRefusal(target.host ?? '', allow);
    if (!refusal) return dial(target, done);
    done(refusal);
    return undefined;
  };
  return agent;
}

/**
 * The door for SDKs that speak to storage which a customer names: private addresses are refused inside the
 * connection (after the name was resolved), so neither redirects nor DNS rebinding lead round it.
 */
@Injectable()
export class GuardedAgents implements AgentPair, OnApplicationShutdown {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;

  constructor(@InjectConfig() config: CoordinatorConfig) {
    const allow = parseAllowList(config.allowPrivate);
    // `lookup` is handed on to net.connect; the agents' types do not know it.
    const options = { keepAlive: true, lookup: guardedLookup(allow) } as AgentOptions;
    this.http = guard(new HttpAgent(options), allow);
    this.https = guard(new HttpsAgent(options), allow);
  }

  onApplicationShutdown(): void {
    this.http.destroy();
    this.https.destroy();
  }
}
