import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { Neighbours } from '../platform/neighbours/neighbours.js';
import { AgentSessions } from './agent-sessions.js';
import type { Agent } from './agent.types.js';
import { presence, rhythm, type Presence } from './presence.policy.js';

export interface Standing {
  /** To this coordinator, or to another that runs. */
  connected: boolean;
  presence: Presence;
}

/** Is an agent there? Whatever shows agents asks here. */
@Injectable()
export class AgentPresence {
  constructor(
    private readonly sessions: AgentSessions,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  of({ id, servedBy, seenAt }: Pick<Agent, 'id' | 'servedBy' | 'seenAt'>): Standing {
    const elsewhere = servedBy !== null && this.neighbours.otherIds.includes(servedBy);
    if (elsewhere || this.sessions.of(id)) return { connected: true, presence: 'online' };
    const pace = rhythm(this.sessions.size, this.config.leaseTtl * 1000);
    return { connected: false, presence: presence(seenAt, this.clock.now(), pace) };
  }
}
