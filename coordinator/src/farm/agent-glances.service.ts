import { Injectable } from '@nestjs/common';
import type { Vitals } from '@farm/shared/wire';
import { AgentPresence } from './agent-presence.service.js';
import { AgentSessions } from './agent-sessions.js';
import type { Agent } from './agent.types.js';
import { AgentsRepository } from './agents.repository.js';
import type { Presence } from './presence.policy.js';

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
    private readonly presence: AgentPresence,
  ) {}

  /** All that were not removed. */
  async all(): Promise<AgentGlance[]> {
    return (await this.rows.glances()).map(({ servedBy, ...agent }) => {
      const session = this.sessions.of(agent.id);
      return {
        ...agent,
        presence: this.presence.of({ ...agent, servedBy }).presence,
        accepting: session?.accepting ?? agent.accepting,
        vitals: session?.vitals ?? agent.vitals,
      };
    });
  }
}
