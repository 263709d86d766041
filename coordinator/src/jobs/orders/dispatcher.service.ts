import { Injectable } from '@nestjs/common';
import type { SlotEngine } from '@farm/shared/wire';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { newId } from '../../platform/crypto/ids.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import type { Attempt, Lane, WorkOrder } from '../job.types.js';
import { leaseEnd } from './lease.policy.js';
import { LeasesRepository, type BatchTerms, type BatchWish } from './leases.repository.js';
import { seat } from './seating.policy.js';
import { nextOrderState } from './work-order.state.js';
import { WorkOrdersRepository } from './work-orders.repository.js';

export interface Lease {
  attempt: Attempt;
  order: WorkOrder;
}

export interface BatchOutcome {
  leases: Lease[];
  /** Agents of the wish without a free slot of this engine. */
  full: string[];
  /** No order is left for agents of this kind, whoever of them asks. */
  exhausted: boolean;
}

/** How long an order that failed on one agent is kept for another one before the same may have it again. */
const KEEP_FOR_OTHERS_MS = 60_000;

/** Leases the next orders to agents that are alike, in one transaction. */
@Injectable()
export class DispatcherService {
  constructor(
    private readonly leases: LeasesRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  dueLanes(): Promise<Set<Lane>> {
    return this.leases.dueLanes(this.clock.date());
  }

  /**
   * An order for each agent that has a free slot, as far as there are any.
   * Order, attempt and lease change together, before anybody is told: when the coordinator dies after the commit and
   * before the offers, the leases are in the ledger and run out (uncounted) or are claimed by the agents' hellos.
   */
  leaseMany(wish: BatchWish, ttlMs: number): Promise<BatchOutcome> {
    return this.transactions.run(async (tx) => {
      await this.leases.takeTurn(wish.engine, tx);
      const agents = await this.leases.withRoom(wish, tx);
      const full = wish.seats.map(({ agentId }) => agentId).filter((id) => !agents.includes(id));
      if (agents.length === 0) return { leases: [], full, exhausted: false };
      const terms = this.terms();
      const ids = await this.leases.pick(wish, agents, terms, tx);
      const picked = await this.orders.many(ids, tx);
      const { keptForOthersSince } = terms;
      const seated = seat(picked, agents, { able: wish.ableAgents, keptForOthersSince });
      const leases = seated.map(({ order, agentId }) => lease(order, agentId, wish.engine, terms.now, ttlMs));
      return { leases: await this.grant(leases, tx), full, exhausted: ids.length < agents.length };
    });
  }

  private async grant(leases: Lease[], tx: Tx): Promise<Lease[]> {
    const granted = await this.leases.grant(
      leases.map(({ attempt }) => attempt),
      tx,
    );
    return leases.filter(({ order }) => granted.has(order.id));
  }

  private terms(): BatchTerms {
    const now = this.clock.now();
    const keptForOthersSince = new Date(now - KEEP_FOR_OTHERS_MS);
    return { now: new Date(now), keptForOthersSince, cap: this.config.workspaceConcurrency };
  }
}

/** O: waiting --leased--> running, with the attempt that holds the lease. */
function lease(order: WorkOrder, agentId: string, engine: SlotEngine, now: Date, ttlMs: number): Lease {
  const state = nextOrderState(order.state, 'leased');
  if (typeof state !== 'string') throw new Error(`Order ${order.id} is ${order.state} and cannot be leased.`);
  const token = order.lastToken + 1;
  const attempt: Attempt = {
    id: newId(),
    orderId: order.id,
    jobId: order.jobId,
    workspaceId: order.workspaceId,
    agentId,
    engine,
    token,
    state: 'offered',
    leaseUntil: leaseEnd(now.getTime(), ttlMs),
    phase: null,
    percent: 0,
    framesDone: 0,
    framesTotal: 0,
    progressAt: now,
    uploadKeys: [],
    createdAt: now,
  };
  return { attempt, order: { ...order, state, lastToken: token } };
}
