import { Injectable } from '@nestjs/common';
import type { SlotEngine, Vitals } from '@farm/shared/wire';
import type { Room } from '../jobs/index.js';
import type { AgentLink } from './agent.types.js';
import type { Rhythm } from './presence.policy.js';

/** An agent that is connected to this process and has said hello. Everything durable is in the ledger. */
export interface AgentSession {
  agentId: string;
  bootId: string;
  link: AgentLink;
  rooms: Room[];
  maxWidth: number;
  maxHeight: number;
  labels: readonly string[];
  rhythm: Rhythm;
  /** See ranking.policy. */
  speed: number;
  troubledUntil: number;
  /** As its last beat said. */
  accepting: boolean;
  draining: boolean;
  /** End of the maintenance window that is open; null: none is. */
  maintenanceUntil: Date | null;
  /** Not offered anything before this moment: it just refused. */
  pausedUntil: number;
  /**
   * Engines whose slots were all taken when we last looked; a hint that saves questions, never a truth. A new set for
   * every slot that becomes free: what a question finds that was asked before goes into the old one, and is forgotten.
   */
  full: Set<SlotEngine>;
  /** As its last measurement said; null before the first of this line. */
  vitals: Vitals | null;
  /** When its row was last written. */
  seenWrittenAt: number;
}

/** Who is connected here. */
@Injectable()
export class AgentSessions {
  private readonly byAgent = new Map<string, AgentSession>();
  /** Agents of other coordinators that take work, as they were seen a few seconds ago. */
  elsewhere: readonly Pick<AgentSession, 'agentId' | 'maxWidth' | 'maxHeight' | 'labels'>[] = [];
  /** This coordinator leaves: nothing more is offered. */
  closing = false;

  get size(): number {
    return this.byAgent.size;
  }

  /** The newest hello wins: an older line of the same agent is closed. */
  open(session: AgentSession): void {
    const old = this.byAgent.get(session.agentId);
    this.byAgent.set(session.agentId, session);
    if (old && old.link !== session.link) old.link.close();
  }

  of(agentId: string): AgentSession | undefined {
    return this.byAgent.get(agentId);
  }

  /** The session that this very line belongs to. */
  on(agentId: string, link: AgentLink): AgentSession | undefined {
    const session = this.byAgent.get(agentId);
    return session?.link === link ? session : undefined;
  }

  /** True when it was the agent's current line. */
  close(agentId: string, link: AgentLink): boolean {
    return this.on(agentId, link) !== undefined && this.byAgent.delete(agentId);
  }

  all(): AgentSession[] {
    return [...this.byAgent.values()];
  }

  /** Those that may be offered work now. */
  available(now: number): AgentSession[] {
    if (this.closing) return [];
    return this.all().filter(
      (session) =>
        session.accepting &&
        !session.draining &&
        session.maintenanceUntil === null &&
        session.pausedUntil <= now &&
        session.rooms.length > 0,
    );
  }
}
