import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import type { Lane } from '../job.types.js';
import { CHARGE_SHARE, LEASE_NEXT, NEXT_WORKSPACE } from './lease-next.sql.js';
import { laneOf } from './matching.policy.js';
import { WorkOrderEntity } from './work-order.entity.js';

/** Who asks for work, and for what. */
export interface LeaseWish {
  agentId: string;
  engine: SlotEngine;
  /** Attempts that may hold leases at once on this engine of this agent. */
  slots: number;
  maxWidth: number;
  maxHeight: number;
  /** What the agent is called by those who require or prefer it. */
  labels?: readonly string[];
  /** Other agents that take work now and can do at least as much. */
  otherAgents: string[];
  /** The labels of those. */
  otherLabels?: readonly string[];
}

/** Any constants: name the advisory locks of leasing. */
const AGENT_LOCK = 8_470_002;
const CAP_LOCK = 8_470_003;

/** The statements of leasing; the rules around them are in dispatcher.service. */
@Injectable()
export class LeasesRepository {
  constructor(@InjectRepository(WorkOrderEntity) private readonly rows: Repository<WorkOrderEntity>) {}

  /** The lanes in which anything is due at all. Cheap, so that idle agents and idle slots cost nothing. */
  async dueLanes(now: Date): Promise<Set<Lane>> {
    const rows = (await this.rows.manager.query(
      `SELECT lane FROM (VALUES ('render'), ('io')) AS lanes (lane)
       WHERE EXISTS (SELECT 1 FROM work_orders o
                     WHERE o.state = 'waiting' AND o.lane = lanes.lane AND o.not_before <= $1)
         AND NOT EXISTS (SELECT 1 FROM farm_state WHERE paused_at IS NOT NULL)`,
      [now],
    )) as { lane: Lane }[];
    return new Set(rows.map(({ lane }) => lane));
  }

  /** Books a slot: waits for others who lease for this agent, then counts. True when one is free. */
  async hasRoom(wish: LeaseWish, tx: Tx): Promise<boolean> {
    await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [AGENT_LOCK, wish.agentId]);
    const [row] = (await tx.query(
      `SELECT count(*)::int AS taken FROM attempts
       WHERE agent_id = $1 AND engine = $2 AND state IN ('offered', 'running')`,
      [wish.agentId, wish.engine],
    )) as { taken: number }[];
    return (row?.taken ?? 0) < wish.slots;
  }

  /**
   * Locks the best order for this wish; see lease-next.sql.ts. Between the two questions others may take the last
   * order of the workspace: then the next workspace is asked.
   */
  async next(
    wish: LeaseWish,
    cap: number,
    now: Date,
    keptForOthersSince: Date,
    tx: Tx,
  ): Promise<string | undefined> {
    // A cap can only be kept when leases are granted one after another.
    if (cap > 0) await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [CAP_LOCK]);
    const facts = [
      wish.agentId,
      wish.engine,
      now,
      Math.max(wish.maxWidth, wish.maxHeight),
      Math.min(wish.maxWidth, wish.maxHeight),
      wish.otherAgents,
      keptForOthersSince,
      laneOf(wish.engine),
      wish.labels ?? [],
      wish.otherLabels ?? [],
    ];
    const first = async (query: string, values: unknown[]): Promise<string | undefined> =>
      ((await tx.query(query, values)) as { id: string }[])[0]?.id;
    const inVain: string[] = [];
    for (;;) {
      const workspaceId = await first(NEXT_WORKSPACE, [...facts, cap, inVain]);
      if (workspaceId === undefined) return undefined;
      const order = await first(LEASE_NEXT, [...facts, workspaceId]);
      if (order !== undefined) return order;
      inVain.push(workspaceId);
    }
  }

  /** The workspace of a leased order was served so much. */
  async charge(workspaceId: string, engineSeconds: number, tx: Tx): Promise<void> {
    await tx.query(CHARGE_SHARE, [workspaceId, engineSeconds]);
  }
}
