import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import type { WorkOrder } from '../job.types.js';
import { toOrder } from './work-orders.repository.js';
import { WorkOrderEntity } from './work-order.entity.js';

/** What stands before an order in the ledger. */
export interface QueueFacts {
  /** Orders of the same workspace and lane that go first, by priority and age. */
  ahead: number;
  /** Renders of the workspace that run now. */
  running: number;
  /** Other workspaces with waiting work that were served less so far. */
  servedLess: number;
  farmPaused: { at: Date; reason: string | null } | null;
  workspacePaused: boolean;
}

/** Questions about the queue that only people ask; the hot path is in leases.repository. */
@Injectable()
export class QueueFactsRepository {
  constructor(@InjectRepository(WorkOrderEntity) private readonly rows: Repository<WorkOrderEntity>) {}

  async waitingOfJob(jobId: string): Promise<WorkOrder[]> {
    const rows = await this.rows.find({ where: { jobId, state: 'waiting' }, order: { createdAt: 'ASC' } });
    return rows.map(toOrder);
  }

  async before(order: WorkOrder): Promise<QueueFacts> {
    const [found] = (await this.rows.manager.query(BEFORE, [
      order.id,
      order.workspaceId,
      order.lane,
    ])) as (Omit<QueueFacts, 'farmPaused'> & { pausedAt: Date | null; pauseReason: string | null })[];
    const { pausedAt = null, pauseReason = null, ...facts } = found ?? NOTHING;
    return { ...facts, farmPaused: pausedAt && { at: pausedAt, reason: pauseReason } };
  }

  /** Leases that these agents hold, by engine. */
  async taken(
    agentIds: readonly string[],
  ): Promise<{ agentId: string; engine: SlotEngine; count: number }[]> {
    return (await this.rows.manager.query(
      `SELECT agent_id AS "agentId", engine, count(*)::int AS count FROM attempts
       WHERE agent_id = ANY($1::uuid[]) AND state IN ('offered', 'running') GROUP BY agent_id, engine`,
      [agentIds],
    )) as { agentId: string; engine: SlotEngine; count: number }[];
  }
}

const NOTHING = {
  ahead: 0,
  running: 0,
  servedLess: 0,
  workspacePaused: false,
  pausedAt: null,
  pauseReason: null,
};

const BEFORE = `
  SELECT
    (SELECT count(*)::int FROM work_orders o, work_orders mine
      WHERE mine.id = $1 AND o.workspace_id = $2 AND o.lane = $3 AND o.state = 'waiting'
        AND (-o.priority, o.created_at, o.id) < (-mine.priority, mine.created_at, mine.id)) AS ahead,
    (SELECT count(*)::int FROM attempts a
      WHERE a.workspace_id = $2 AND a.state IN ('offered', 'running') AND a.engine <> 'io') AS running,
    (SELECT count(*)::int FROM workspace_shares s, workspace_shares own
      WHERE own.workspace_id = $2 AND s.workspace_id <> $2 AND s.served < own.served
        AND EXISTS (SELECT 1 FROM work_orders o
          WHERE o.workspace_id = s.workspace_id AND o.lane = $3 AND o.state = 'waiting')) AS "servedLess",
    (SELECT paused_at IS NOT NULL FROM workspaces WHERE id = $2) AS "workspacePaused",
    (SELECT paused_at FROM farm_state) AS "pausedAt",
    (SELECT pause_reason FROM farm_state) AS "pauseReason"`;
