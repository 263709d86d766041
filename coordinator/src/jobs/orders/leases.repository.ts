import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import type { Attempt, Lane } from '../job.types.js';
import { GRANT_LEASES, PICK_ORDERS } from './lease-next.sql.js';
import { laneOf } from './matching.policy.js';
import { WorkOrderEntity } from './work-order.entity.js';

/** Agents that are alike ask for an order each. */
export interface BatchWish {
  engine: SlotEngine;
  maxWidth: number;
  maxHeight: number;
  /** What these agents are called by those who require or prefer it. */
  labels: readonly string[];
  /** What this engine of theirs makes. */
  makes: readonly string[];
  /** Who asks, most wanted first; `slots`: attempts that may hold leases at once on this engine of it. */
  seats: readonly { agentId: string; slots: number }[];
  /** Agents that take work now and can do at least as much, those of the seats included. */
  ableAgents: readonly string[];
  /** The labels of those. */
  ableLabels: readonly string[];
}

/** Facts of a batch that are the coordinator's own. */
export interface BatchTerms {
  now: Date;
  /** Orders due before it are no longer kept for others. */
  keptForOthersSince: Date;
  /** Renders of one workspace that may run at once; 0: any number. */
  cap: number;
}

/** Any constants: name the advisory locks of leasing, one for each lane. */
const LANE_LOCK = 8_470_002;
const LANES: Record<Lane, number> = { render: 0, io: 1 };
/** No order fails on so many agents: where there are more, another able one is left. */
const MOST_FAILED_ON = 50;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The statements of leasing; the rules around them are in dispatcher.service. */
@Injectable()
export class LeasesRepository {
  constructor(@InjectRepository(WorkOrderEntity) private readonly rows: Repository<WorkOrderEntity>) {}

  /** The lanes in which anything is due at all. Cheap, so that idle agents and idle slots cost nothing. */
  async dueLanes(now: Date): Promise<Set<Lane>> {
    const rows = (await this.rows.manager.query(DUE_LANES, [now])) as { lane: Lane }[];
    return new Set(rows.map(({ lane }) => lane));
  }

  /** Waits for others who lease in this lane; until the end of the transaction. */
  async takeTurn(engine: SlotEngine, tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LANE_LOCK, LANES[laneOf(engine)]]);
  }

  /** Of the seats, those with a free slot. Take your turn before: a count is true only while nobody else leases. */
  async withRoom(wish: BatchWish, tx: Tx): Promise<string[]> {
    const rows = (await tx.query(
      `SELECT agent_id AS id, count(*)::int AS taken FROM attempts
       WHERE agent_id = ANY($1::uuid[]) AND engine = $2 AND state IN ('offered', 'running') GROUP BY agent_id`,
      [wish.seats.map(({ agentId }) => agentId), wish.engine],
    )) as { id: string; taken: number }[];
    const taken = new Map(rows.map(({ id, taken: count }) => [id, count]));
    return wish.seats
      .filter(({ agentId, slots }) => (taken.get(agentId) ?? 0) < slots)
      .map(({ agentId }) => agentId);
  }

  /** Locks the best orders for these agents, one for each, best first; see lease-next.sql.ts. */
  async pick(wish: BatchWish, agents: readonly string[], terms: BatchTerms, tx: Tx): Promise<string[]> {
    const rows = (await tx.query(PICK_ORDERS, [
      agents,
      wish.engine,
      terms.now,
      Math.max(wish.maxWidth, wish.maxHeight),
      Math.min(wish.maxWidth, wish.maxHeight),
      wish.ableAgents.length > MOST_FAILED_ON ? [NOBODY] : wish.ableAgents,
      terms.keptForOthersSince,
      laneOf(wish.engine),
      wish.labels,
      wish.ableLabels,
      terms.cap,
      agents.length,
      wish.makes,
    ])) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  /** Writes leases of locked orders and charges their workspaces; answers the orders that were leased. */
  async grant(attempts: readonly Attempt[], tx: Tx): Promise<Set<string>> {
    const [first] = attempts;
    if (!first) return new Set();
    const rows = (await tx.query(GRANT_LEASES, [
      attempts.map(({ orderId }) => orderId),
      attempts.map(({ id }) => id),
      attempts.map(({ agentId }) => agentId),
      first.engine,
      first.leaseUntil,
      first.createdAt,
    ])) as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  }
}

/**
 * Looks into `work_orders_ready` once for each workspace and lane: a lane without work is only known to be empty when
 * everything was looked at, and reading all that waits in the other one took 50 ms with 100,000 orders.
 */
const DUE_LANES = `
  SELECT DISTINCT lanes.lane FROM (VALUES ('render'), ('io')) AS lanes (lane)
  CROSS JOIN workspace_shares s
  CROSS JOIN LATERAL (
    SELECT 1 FROM work_orders o
    WHERE o.workspace_id = s.workspace_id AND o.state = 'waiting' AND o.lane = lanes.lane
      AND CASE WHEN o.not_before <= $1 THEN true ELSE false END
    ORDER BY o.priority DESC, o.created_at, o.id LIMIT 1) due
  WHERE NOT EXISTS (SELECT 1 FROM farm_state WHERE paused_at IS NOT NULL)`;
