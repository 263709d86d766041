import { Injectable } from '@nestjs/common';
import { speaks } from '@farm/shared/wire';
import { usableRoom, type FleetFacts } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { AgentsService, type AgentView } from './agents.service.js';
import { openUntil } from './maintenance/windows.js';
import { gate } from './quarantine/quarantine.policy.js';
import { QuarantinesService } from './quarantine/quarantines.service.js';

/** Wire 1.2 brought films in pieces. */
const PIECES_SINCE = 2;

/** Where pieces of films can be made now, on whichever coordinator the agents are connected. */
@Injectable()
export class FleetFactsService {
  constructor(
    private readonly agents: AgentsService,
    private readonly quarantines: QuarantinesService,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<FleetFacts> {
    const now = this.clock.now();
    const shut = await this.quarantines.all();
    const open = (await this.agents.list()).filter((agent) => takesPieces(agent, now));
    return open.flatMap(({ id, capabilities, slots, inventory }) => {
      if (!capabilities) return [];
      const { maxWidth, maxHeight } = capabilities;
      return usableRoom(capabilities, slots).flatMap(({ engine, slots: count }) => {
        const known = shut.get(id)?.find((one) => one.engine === engine);
        if (engine === 'io' || gate(known, now) === 'shut') return [];
        return [{ engine, slots: count, maxWidth, maxHeight, labels: inventory?.labels ?? [] }];
      });
    });
  }
}

const takesPieces = ({ presence, accepting, drain, state, wireVersion, windows }: AgentView, now: number) =>
  presence === 'online' &&
  accepting &&
  drain === null &&
  state === 'ready' &&
  speaks(wireVersion, PIECES_SINCE) &&
  openUntil(windows, now) === undefined;
