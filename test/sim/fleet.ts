import { Agent } from 'undici';
import type { FleetTools } from './fleet-tools.js';
import { SimAgent } from './sim-agent.js';

/** Agents that dial in at the same time. */
const AT_ONCE = 25;
/** Connections for uploads that all agents share: sockets to this machine cost nothing that a real farm would have. */
const CONNECTIONS = 64;

/** All agents of a run, in this process. */
export class Fleet {
  readonly agents: SimAgent[];
  private readonly dispatcher: Agent;

  constructor(count: number, tools: Omit<FleetTools, 'dispatcher'>) {
    this.dispatcher = new Agent({ connections: CONNECTIONS, keepAliveTimeout: 60_000 });
    const own = { ...tools, dispatcher: this.dispatcher };
    this.agents = Array.from({ length: count }, (_, index) => new SimAgent(`sim-${index}`, own));
  }

  async join(): Promise<void> {
    await inTurns(this.agents, AT_ONCE, (agent) => agent.join());
  }

  /** Every agent takes work from now on. */
  async open(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.open()));
  }

  alive(): SimAgent[] {
    return this.agents.filter((agent) => agent.isAlive);
  }

  /** Attempts and reports that agents still have. */
  get load(): number {
    return this.agents.reduce((sum, agent) => sum + agent.load, 0);
  }

  async leave(): Promise<void> {
    for (const agent of this.agents) agent.leave();
    await this.dispatcher.destroy();
  }
}

/** `width` at a time. */
export async function inTurns<T>(
  things: T[],
  width: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const rest = [...things];
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
