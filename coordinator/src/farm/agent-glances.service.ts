import { Injectable } from '@nestjs/common';
import type { Vitals } from '@farm/shared/wire';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { AgentSessions } from './agent-sessions.js';
import type { Agent } from './agent.types.js';
import { AgentsRepository } from './agents.repository.js';
import { presence, rhythm, type Presence } from './presence.policy.js';

/** What a list shows of an agent. */
export type AgentGlance = Omit<
  Agent,
  'capabilities' | 'bootId' | 'wireVersion' | 'createdAt' | 'servedBy' | 'probeWanted'
> & {
  presence: Presence;
  vitals: Vitals | null;
};

/** The machines of the farm as watchers see them: light rows, and what the lines of this process know better. */
@Injectable()
export class AgentGlances {
  constructor(
    private readonly rows: AgentsRepository,
    private readonly sessions: AgentSessions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** All that were not removed. */
  async all(): Promise<AgentGlance[]> {
    const pace = rhythm(this.sessions.size, this.config.leaseTtl * 1000);
    const now = this.clock.now();
    return (await this.rows.glances()).map((agent) => {
      const session = this.sessions.of(agent.id);
      return {
        ...agent,
        presence: session ? 'online' : presence(agent.seenAt, now, pace),
        accepting: session?.accepting ?? agent.accepting,
        vitals: session?.vitals ?? agent.vitals,
      };
    });
  }
}
