import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { newId } from '../../platform/crypto/ids.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import type { Attempt, Lane, WorkOrder } from '../job.types.js';
import { AttemptsRepository } from './attempts.repository.js';
import { leaseEnd } from './lease.policy.js';
import { LeasesRepository, type LeaseWish } from './leases.repository.js';
import { nextOrderState } from './work-order.state.js';
import { WorkOrdersRepository } from './work-orders.repository.js';

export interface Lease {
  attempt: Attempt;
  order: WorkOrder;
}

/** How long an order that failed on one agent is kept for another one before the same may have it again. */
const KEEP_FOR_OTHERS_MS = 60_000;

/** Leases the next order to an agent, in one transaction. */
@Injectable()
export class DispatcherService {
  constructor(
    private readonly leases: LeasesRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly attempts: AttemptsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  dueLanes(): Promise<Set<Lane>> {
    return this.leases.dueLanes(this.clock.date());
  }

  /**
   * `full`: the agent has no free slot of this engine; `nothing`: no order suits it.
   * Order, attempt and lease change together, before anybody is told: when the coordinator dies after the commit and
   * before the offer, the lease is in the ledger and runs out (uncounted) or is claimed by the agent's hello.
   */
  leaseNext(wish: LeaseWish, ttlMs: number): Promise<Lease | 'full' | 'nothing'> {
    return this.transactions.run(async (tx) => {
      if (!(await this.leases.hasRoom(wish, tx))) return 'full';
      const now = this.clock.now();
      const keptSince = new Date(now - KEEP_FOR_OTHERS_MS);
      const id = await this.leases.next(wish, this.config.workspaceConcurrency, new Date(now), keptSince, tx);
      const order = id && (await this.orders.get(id, tx));
      return order ? this.grant(order, wish, leaseEnd(now, ttlMs), tx) : 'nothing';
    });
  }

  private async grant(order: WorkOrder, wish: LeaseWish, leaseUntil: Date, tx: Tx): Promise<Lease> {
    const state = nextOrderState(order.state, 'leased');
    if (typeof state !== 'string')
      throw new Error(`Order ${order.id} is ${order.state} and cannot be leased.`);
    await this.leases.charge(order.workspaceId, order.engineSeconds, tx);
    const token = order.lastToken + 1;
    await this.orders.change(order.id, { state, lastToken: token }, tx);
    const now = this.clock.date();
    const attempt: Attempt = {
      id: newId(),
      orderId: order.id,
      jobId: order.jobId,
      workspaceId: order.workspaceId,
      agentId: wish.agentId,
      engine: wish.engine,
      token,
      state: 'offered',
      leaseUntil,
      phase: null,
      percent: 0,
      framesDone: 0,
      framesTotal: 0,
      progressAt: now,
      uploadKeys: [],
      createdAt: now,
    };
    await this.attempts.insert(attempt, tx);
    return { attempt, order: { ...order, state, lastToken: token } };
  }
}
