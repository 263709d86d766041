import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import type { Lane } from '../job.types.js';
import { LEASE_NEXT } from './lease-next.sql.js';
import { WorkOrderEntity } from './work-order.entity.js';

/** Who asks for work, and for what. */
export interface LeaseWish {
  agentId: string;
  engine: SlotEngine;
  /** Attempts that may hold leases at once on this engine of this agent. */
  slots: number;
  maxWidth: number;
  maxHeight: number;
  /** Other agents that take work now and can do at least as much. */
  otherAgents: string[];
}

/** Any constants: name the advisory locks of leasing. */
const AGENT_LOCK = 8_470_002;
const CAP_LOCK = 8_470_003;

/** The statements of leasing; the rules around them are in dispatcher.service. */
@Injectable()
export class LeasesRepository {
  constructor(@InjectRepository(WorkOrderEntity) private readonly rows: Repository<WorkOrderEntity>) {}

  /** Is anything due at all? Cheap, so that idle agents cost nothing. */
  async anyDue(now: Date): Promise<boolean> {
    const [row] = (await this.rows.manager.query(
      `SELECT EXISTS (SELECT 1 FROM work_orders WHERE state = 'waiting' AND not_before <= $1) AS due`,
      [now],
    )) as { due: boolean }[];
    return row?.due ?? false;
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

  /** Locks the best order for this wish; see lease-next.sql.ts. */
  async next(
    wish: LeaseWish,
    cap: number,
    now: Date,
    keptForOthersSince: Date,
    tx: Tx,
  ): Promise<string | undefined> {
    // A cap can only be kept when leases are granted one after another.
    if (cap > 0) await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [CAP_LOCK]);
    const [row] = (await inTx(this.rows, tx).manager.query(LEASE_NEXT, [
      wish.agentId,
      wish.engine,
      now,
      Math.max(wish.maxWidth, wish.maxHeight),
      Math.min(wish.maxWidth, wish.maxHeight),
      wish.otherAgents,
      cap,
      keptForOthersSince,
      laneOf(wish.engine),
    ])) as { id: string }[];
    return row?.id;
  }
}

const laneOf = (engine: SlotEngine): Lane => (engine === 'io' ? 'io' : 'render');
