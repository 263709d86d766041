import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { Fleet } from '../jobs/index.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { HealthRegistry } from '../platform/health/health-registry.js';
import { AgentGlances } from './agent-glances.service.js';
import { AgentGrantsService } from './agent-grants.service.js';
import { AgentEntity } from './agent.entity.js';
import { AgentGateway } from './agent.gateway.js';
import { AgentPresence } from './agent-presence.service.js';
import { AgentSessions } from './agent-sessions.js';
import { AgentsRepository } from './agents.repository.js';
import { AgentAdministration } from './administration/agent-administration.service.js';
import { FarmPauseService } from './administration/farm-pause.service.js';
import { FarmStateRepository } from './administration/farm-state.repository.js';
import { AgentsService } from './agents.service.js';
import { FleetFactsService } from './fleet-facts.service.js';
import { FleetWatch } from './fleet-watch.service.js';
import { MaintenanceService } from './maintenance/maintenance.service.js';
import { QuarantineEntity } from './quarantine/quarantine.entity.js';
import { QuarantinesRepository } from './quarantine/quarantines.repository.js';
import { QuarantinesService } from './quarantine/quarantines.service.js';
import { OfferMeters } from './offer-meters.js';
import { OffersService } from './offers.service.js';
import { WhyService } from './why/why.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AgentEntity, QuarantineEntity]), AuthModule, JobsModule],
  providers: [
    AgentsRepository,
    AgentSessions,
    AgentPresence,
    AgentsService,
    FleetWatch,
    AgentGlances,
    OfferMeters,
    OffersService,
    AgentGrantsService,
    AgentGateway,
    WhyService,
    QuarantinesRepository,
    QuarantinesService,
    MaintenanceService,
    FarmStateRepository,
    FarmPauseService,
    AgentAdministration,
    FleetFactsService,
  ],
  exports: [AgentsService, AgentGlances, OffersService, WhyService, FarmPauseService, AgentAdministration],
})
export class FarmModule implements OnModuleInit {
  constructor(
    private readonly sessions: AgentSessions,
    private readonly fleet: FleetWatch,
    private readonly facts: FleetFactsService,
    private readonly places: Fleet,
    private readonly health: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.places.fill(() => this.facts.look());
    this.health.add('worker', async () => {
      if (this.sessions.size === 0 && (await this.fleet.elsewhere()).length === 0)
        throw new Error('no agent is connected');
    });
  }
}
