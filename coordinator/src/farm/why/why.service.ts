import { Injectable } from '@nestjs/common';
import { isFinalJobState, QueueService, usableRoom, type Job, type WorkOrder } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { AgentSessions } from '../agent-sessions.js';
import { FleetWatch } from '../fleet-watch.service.js';
import { openUntil } from '../maintenance/windows.js';
import { QuarantinesService } from '../quarantine/quarantines.service.js';
import { whyWaiting, type AgentRoom, type WaitReason } from './why-waiting.policy.js';

/** What a job waits for; no reasons when nothing of it waits. */
export interface Waiting {
  waiting: boolean;
  orders: { orderId: string; kind: WorkOrder['kind']; count: number; reasons: WaitReason[] }[];
}

/** Every waiting order can say why it waits. Sees all agents, whichever coordinator they are connected to. */
@Injectable()
export class WhyService {
  constructor(
    private readonly sessions: AgentSessions,
    private readonly fleet: FleetWatch,
    private readonly queue: QueueService,
    private readonly quarantines: QuarantinesService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  async of(job: Job): Promise<Waiting> {
    if (isFinalJobState(job.state)) return { waiting: false, orders: [] };
    const waiting = await this.queue.waitingOfJob(job.id);
    if (waiting.length === 0) return { waiting: false, orders: [] };
    const agents = await this.agents();
    const orders: Waiting['orders'] = [];
    for (const [first, ...others] of alike(waiting))
      if (first) orders.push({ ...(await this.explain(first, agents)), count: 1 + others.length });
    return { waiting: true, orders };
  }

  private async explain(order: WorkOrder, agents: AgentRoom[]) {
    const before = await this.queue.before(order);
    const cap = this.config.workspaceConcurrency;
    const facts = { order, agents, ...before, cap, now: this.clock.date() };
    return { orderId: order.id, kind: order.kind, reasons: whyWaiting(facts) };
  }

  private async agents(): Promise<AgentRoom[]> {
    const sessions = [...this.sessions.all(), ...(await this.elsewhere())];
    const taken = await this.queue.taken(sessions.map(({ agentId }) => agentId));
    return sessions.map(
      ({ agentId, accepting, draining, maintenanceUntil, labels, maxWidth, maxHeight, rooms }) => ({
        accepting: accepting && !draining,
        labels,
        maintenanceUntil,
        maxWidth,
        maxHeight,
        rooms: rooms.map(({ engine, slots, makes }) => ({
          engine,
          slots,
          makes,
          shutUntil: this.quarantines.shutUntil(agentId, engine),
          taken: taken.find((one) => one.agentId === agentId && one.engine === engine)?.count ?? 0,
        })),
      }),
    );
  }

  /** What is asked of a session, of agents that other coordinators have; their quarantines are known only there. */
  private async elsewhere() {
    const now = this.clock.now();
    return (await this.fleet.elsewhere()).map(
      ({ id, accepting, drain, windows, inventory, capabilities, slots }) => ({
        agentId: id,
        accepting,
        draining: drain !== null,
        maintenanceUntil: openUntil(windows, now) ?? null,
        labels: inventory?.labels ?? [],
        maxWidth: capabilities?.maxWidth ?? 0,
        maxHeight: capabilities?.maxHeight ?? 0,
        rooms: capabilities ? usableRoom(capabilities, slots) : [],
      }),
    );
  }
}

/** Orders that wait for the same, oldest first: the pieces of a film have one answer. */
function alike(orders: readonly WorkOrder[]): WorkOrder[][] {
  const groups = new Map<string, WorkOrder[]>();
  for (const order of orders) {
    const { kind, excludedEngines, requires, needs, prefers, notBefore, failures } = order;
    const key = JSON.stringify([kind, excludedEngines, requires, needs, prefers, notBefore, failures]);
    groups.set(key, [...(groups.get(key) ?? []), order]);
  }
  return [...groups.values()];
}
