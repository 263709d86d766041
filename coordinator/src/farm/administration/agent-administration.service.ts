import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { speaks, type SlotEngine } from '@farm/shared/wire';
import { AuditService, type AdminActor } from '../../auth/index.js';
import { QueueService } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import type { Drain } from '../agent.types.js';
import { AgentsRepository } from '../agents.repository.js';
import { AgentsService, type AgentView } from '../agents.service.js';
import { openUntil, opensNext, windowProblem, type MaintenanceWindow } from '../maintenance/windows.js';
import { MaintenanceService } from '../maintenance/maintenance.service.js';
import { gate, type Gate, type Quarantine } from '../quarantine/quarantine.policy.js';
import { QuarantinesService } from '../quarantine/quarantines.service.js';

/** An agent as its operator sees it. */
export interface AdministeredAgent extends AgentView {
  /** Leases that it holds now, by engine. */
  taken: Partial<Record<SlotEngine, number>>;
  maintenanceUntil: Date | null;
  maintenanceNext: Date | null;
  quarantines: (Quarantine & { gate: Gate })[];
}

/** What the operator of the farm does with its machines; everything is in the audit log. */
@Injectable()
export class AgentAdministration {
  constructor(
    private readonly agents: AgentsService,
    private readonly rows: AgentsRepository,
    private readonly maintenance: MaintenanceService,
    private readonly quarantines: QuarantinesService,
    private readonly queue: QueueService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<AdministeredAgent[]> {
    const agents = await this.agents.list();
    const held = await this.quarantines.all();
    const taken = await this.queue.taken(agents.map(({ id }) => id));
    const now = this.clock.now();
    return agents.map((agent) => ({
      ...agent,
      taken: Object.fromEntries(
        taken.filter(({ agentId }) => agentId === agent.id).map(({ engine, count }) => [engine, count]),
      ),
      maintenanceUntil: openUntil(agent.windows, now) ?? null,
      maintenanceNext: opensNext(agent.windows, now),
      quarantines: (held.get(agent.id) ?? []).map((one) => ({ ...one, gate: gate(one, now) })),
    }));
  }

  async get(id: string): Promise<AdministeredAgent> {
    const agent = (await this.list()).find((one) => one.id === id);
    if (!agent) throw new FarmError('not-found', 'There is no agent with this id.');
    return agent;
  }

  async setDrain(actor: AdminActor, id: string, mode: Drain | null): Promise<void> {
    await this.agents.setDrain(id, mode);
    await this.audit.note(actor, mode ? 'agent.drained' : 'agent.resumed', target(id), { mode });
  }

  async setWindows(actor: AdminActor, id: string, windows: MaintenanceWindow[]): Promise<void> {
    await this.get(id);
    const problems = windows.flatMap((window, index) => {
      const problem = windowProblem(window);
      return problem ? [{ path: `windows[${index}]`, message: `windows[${index}].${problem}` }] : [];
    });
    const [first] = problems;
    if (first) throw new FarmError('bad-request', first.message, { details: { issues: problems } });
    await this.rows.change(id, { windows });
    await this.audit.note(actor, 'agent.windows-changed', target(id), { windows: windows.length });
    await this.maintenance.look();
  }

  async revoke(actor: AdminActor, id: string): Promise<void> {
    await this.agents.revoke(id);
    await this.audit.note(actor, 'agent.removed', target(id));
  }

  /** Forgets what is held against an engine of an agent: it is used again at once. */
  async liftQuarantine(actor: AdminActor, id: string, engine: SlotEngine): Promise<void> {
    await this.get(id);
    if (!(await this.quarantines.lift(id, engine)))
      throw new FarmError('not-found', `Nothing is held against ${engine} on this agent.`);
    await this.audit.note(actor, 'agent.quarantine-lifted', target(id), { engine });
  }

  /** Asks the agent to measure anew what its encoders can do; what it finds comes with its next hello. */
  async probe(actor: AdminActor, id: string): Promise<void> {
    const { name, wireVersion, connected } = await this.get(id);
    if (!connected) throw new FarmError('conflict', `Agent ${name} is not connected, so it cannot be asked.`);
    if (!speaks(wireVersion, 2))
      throw new FarmError('conflict', `Agent ${name} is too old to be asked: upgrade it, or start it again.`);
    await this.agents.probe(id);
    await this.audit.note(actor, 'agent.probe-asked', target(id));
  }
}

/** The message exists since wire 1.2. */
const target = (id: string) => ({ kind: 'agent', id });
