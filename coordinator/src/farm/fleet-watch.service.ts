import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { Neighbours } from '../platform/neighbours/neighbours.js';
import { AgentSessions, type AgentSession } from './agent-sessions.js';
import type { Agent } from './agent.types.js';
import { AgentsRepository, type Standing } from './agents.repository.js';
import { openUntil } from './maintenance/windows.js';
import { QuarantinesService } from './quarantine/quarantines.service.js';

/** What another coordinator changed of an agent of ours, and no wake-up told us of, is seen after this. */
const LOOK_EVERY_MS = 5000;

/**
 * The fleet beyond this process. Brings what the ledger says of our agents to them, whoever wrote it: drains,
 * probes, removals, quarantines that were lifted, and that an agent has moved to another coordinator. Knows the agents that are connected elsewhere.
 */
@Injectable()
export class FleetWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private undo: (() => void)[] = [];
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: AgentsRepository,
    private readonly sessions: AgentSessions,
    private readonly neighbours: Neighbours,
    private readonly quarantines: QuarantinesService,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.undo = [
      this.events.on('agent.changed', ({ agentId }) => {
        if (this.sessions.of(agentId)) this.look([agentId]);
      }),
      this.clock.every(LOOK_EVERY_MS, () => {
        if (!this.neighbours.alone) this.look(this.sessions.all().map(({ agentId }) => agentId));
        if (!this.neighbours.alone || this.sessions.elsewhere.length > 0) void this.lookElsewhere();
      }),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    for (const undo of this.undo) undo();
    await this.looking;
  }

  /** Agents that are connected to other coordinators. */
  elsewhere(): Promise<Agent[]> {
    return this.rows.servedBy(this.neighbours.otherIds);
  }

  private async lookElsewhere(): Promise<void> {
    try {
      this.sessions.elsewhere = (await this.elsewhere())
        .filter(({ accepting, drain, capabilities }) => accepting && drain === null && capabilities !== null)
        .filter(({ windows }) => !openUntil(windows, this.clock.now()))
        .map(({ id, capabilities, inventory }) => ({
          agentId: id,
          maxWidth: capabilities?.maxWidth ?? 0,
          maxHeight: capabilities?.maxHeight ?? 0,
          labels: inventory?.labels ?? [],
        }));
    } catch (error) {
      this.logger.debug({ err: error }, 'agents of other coordinators could not be looked for');
    }
  }

  /** One look after another. */
  private look(agentIds: string[]): void {
    this.looking = this.looking.then(async () => {
      try {
        // Those that say hello while we read know better than what we read.
        const before = new Map(agentIds.map((id) => [id, this.sessions.of(id)]));
        for (const agent of await this.rows.standings(agentIds))
          await this.apply(agent, before.get(agent.id));
        await this.quarantines.load(agentIds.filter((id) => this.sessions.of(id)));
      } catch (error) {
        this.logger.debug({ err: error }, 'changes of agents could not be looked for');
      }
    });
  }

  private async apply(
    { id, state, drain, probeWanted, servedBy }: Standing,
    session: AgentSession | undefined,
  ): Promise<void> {
    if (!session || this.sessions.of(id) !== session) return;
    const moved = servedBy !== null && servedBy !== this.neighbours.id;
    if (moved) {
      this.logger.info({ agentId: id, servedBy }, 'agent is connected to another coordinator now');
      this.sessions.close(id, session.link);
    }
    if (moved || state === 'revoked') return session.link.close();
    if (probeWanted) {
      session.link.probe();
      await this.rows.change(id, { probeWanted: false });
    }
    if (session.draining === (drain !== null)) return;
    session.draining = drain !== null;
    session.link.drain(drain ?? 'off');
    if (drain === null) void this.events.emit('agent.available', { agentId: id });
  }
}
