import { Injectable } from '@nestjs/common';
import { AgentGlances } from '../../farm/index.js';
import { OverviewService, QueueService, type WorkOf } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { RecentEvents } from './recent-events.service.js';
import { speedAfter, type Speed } from './speed.policy.js';
import type { World } from './world.types.js';

/** One look at the ledger for all who watch. */
@Injectable()
export class FarmLook {
  private speeds = new Map<string, Speed>();

  constructor(
    private readonly overview: OverviewService,
    private readonly queue: QueueService,
    private readonly agents: AgentGlances,
    private readonly events: RecentEvents,
    private readonly clock: Clock,
  ) {}

  async at(of: WorkOf): Promise<World> {
    const work = await this.overview.look(of);
    // Machines are shown to operators only.
    const agents = of.farm ? await this.agents.all() : [];
    const taken = await this.queue.taken(agents.map(({ id }) => id));
    const names = new Map(agents.map(({ id, name }) => [id, name]));
    const now = this.clock.now();
    this.speeds = new Map(
      work.attempts.map(({ id, framesDone }) => [id, speedAfter(this.speeds.get(id), framesDone, now)]),
    );
    const events = await this.events.look(names);
    return { at: new Date(now), agents, taken, work, speeds: this.speeds, events };
  }
}
