import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { Rounds } from '../../platform/rounds.js';
import { AgentSessions, type AgentSession } from '../agent-sessions.js';
import { AgentsRepository } from '../agents.repository.js';
import { openUntil, type MaintenanceWindow } from './windows.js';

/** A window begins and ends with this precision. */
const LOOK_EVERY_MS = 5000;

/**
 * Timer: opens and closes the maintenance windows of the agents that are connected here, whoever set them.
 */
@Injectable()
export class MaintenanceService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly sessions: AgentSessions,
    private readonly rows: AgentsRepository,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.rounds = new Rounds(clock, LOOK_EVERY_MS, () => this.apply());
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** One look at the ledger; looks never overlap. */
  look(): Promise<void> {
    return this.rounds.now();
  }

  private async apply(): Promise<void> {
    try {
      const sessions = this.sessions.all();
      const windows = await this.rows.windows(sessions.map(({ agentId }) => agentId));
      for (const session of sessions) this.shut(session, windows.get(session.agentId) ?? []);
    } catch (error) {
      this.logger.warn({ err: error }, 'maintenance windows could not be read');
    }
  }

  private shut(session: AgentSession, windows: readonly MaintenanceWindow[]): void {
    const until = openUntil(windows, this.clock.now()) ?? null;
    const was = session.maintenanceUntil;
    session.maintenanceUntil = until;
    if ((was === null) === (until === null)) return;
    const { agentId } = session;
    this.logger.info({ agentId, until }, until ? 'maintenance window opens' : 'maintenance window closes');
    if (!until) void this.events.emit('agent.available', { agentId });
  }
}
