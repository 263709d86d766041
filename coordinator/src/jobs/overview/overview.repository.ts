import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import { JobEntity } from '../job.entity.js';
import type { JobState } from '../job.state.js';
import type { AttemptGlance, JobGlance, JobName, OrderGlance, QueueCount, WorkOf } from './overview.types.js';

/** For watchers: bounded whatever the queue holds, and on indexes of unfinished work only. */
@Injectable()
export class OverviewRepository {
  constructor(@InjectRepository(JobEntity) private readonly rows: Repository<JobEntity>) {}

  queue(of: WorkOf): Promise<QueueCount[]> {
    return this.ask<QueueCount[]>(QUEUE, [idsOf(of)]);
  }

  /** At most `most` of each workspace: those that run, then the oldest. */
  jobs(workspaceIds: readonly string[], most: number): Promise<JobGlance[]> {
    return this.ask<JobGlance[]>(JOBS, [workspaceIds, most]);
  }

  /** Oldest first; when there are more, each workspace has its oldest. */
  attempts(of: WorkOf, most: number): Promise<AttemptGlance[]> {
    return this.ask<AttemptGlance[]>(ATTEMPTS, [idsOf(of), most, of.workspaceIds]);
  }

  /** The same of the orders of jobs. */
  orders(jobIds: readonly string[], { workspaceIds }: WorkOf, most: number): Promise<OrderGlance[]> {
    return this.ask<OrderGlance[]>(ORDERS, [jobIds, most, workspaceIds]);
  }

  async names(jobIds: readonly string[]): Promise<Map<string, JobName>> {
    const found = await this.ask<(JobName & { id: string })[]>(NAMES, [jobIds]);
    return new Map(found.map(({ id, ...job }) => [id, job]));
  }

  taken(): Promise<{ engine: SlotEngine; count: number }[]> {
    return this.ask(TAKEN, []);
  }

  /** Jobs that have not ended, of all workspaces. */
  unfinished(): Promise<{ kind: string; state: JobState; count: number }[]> {
    return this.ask(UNFINISHED, []);
  }

  private async ask<T>(sql: string, values: unknown[]): Promise<T> {
    return (await this.rows.manager.query(sql, values)) as T;
  }
}

/** Null is everybody. */
const idsOf = ({ farm, workspaceIds }: WorkOf): readonly string[] | null => (farm ? null : workspaceIds);

const QUEUE = `
  SELECT workspace_id AS "workspaceId", lane, coalesce(w.waiting, 0) AS waiting, coalesce(r.running, 0) AS running,
    coalesce(j.jobs, 0) AS jobs, w.oldest AS "oldestWaitingAt"
  FROM (
    SELECT workspace_id, lane, count(*)::int AS waiting, min(created_at) AS oldest
    FROM work_orders WHERE state = 'waiting' AND ($1::uuid[] IS NULL OR workspace_id = ANY($1))
    GROUP BY workspace_id, lane) w
  FULL JOIN (
    SELECT workspace_id, CASE WHEN engine = 'io' THEN 'io' ELSE 'render' END AS lane, count(*)::int AS running
    FROM attempts WHERE state IN ('offered', 'running') AND ($1::uuid[] IS NULL OR workspace_id = ANY($1))
    GROUP BY 1, 2) r
  USING (workspace_id, lane)
  FULL JOIN (
    SELECT workspace_id, CASE WHEN kind = 'inspect' THEN 'io' ELSE 'render' END AS lane, count(*)::int AS jobs
    FROM jobs WHERE state = 'pending' AND ($1::uuid[] IS NULL OR workspace_id = ANY($1))
    GROUP BY 1, 2) j
  USING (workspace_id, lane)
  ORDER BY 1, 2`;

/**
 * At most $2 of the rows, those of the workspaces $3 first and then the first of each workspace before the second of any:
 * nobody's work is cut off by that of others.
 */
const fairly = (rows: string): string => `
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY "workspaceId" ORDER BY "createdAt", id) AS place FROM (${rows}) AS rows
    ORDER BY "workspaceId" = ANY($3::uuid[]) DESC, place LIMIT $2) AS fair
  ORDER BY "createdAt", id`;

const JOBS = `
  SELECT j.id, j.workspace_id AS "workspaceId", j.name, j.kind, j.state, j.stage, j.progress, j.width, j.height,
    j.priority, j.created_at AS "createdAt", j.started_at AS "startedAt"
  FROM unnest($1::uuid[]) AS w (id)
  CROSS JOIN LATERAL (
    SELECT * FROM jobs
    WHERE workspace_id = w.id AND state IN ('pending', 'rendering') AND kind <> 'inspect'
    ORDER BY state DESC, created_at LIMIT $2) j
  ORDER BY j.state DESC, j.created_at, j.id`;

const ATTEMPTS = fairly(`
  SELECT a.id, a.job_id AS "jobId", a.order_id AS "orderId", a.workspace_id AS "workspaceId",
    a.agent_id AS "agentId", a.state, o.kind, a.engine, a.phase, a.percent, a.frames_done AS "framesDone",
    a.frames_total AS "framesTotal", a.created_at AS "createdAt"
  FROM attempts a JOIN work_orders o ON o.id = a.order_id
  WHERE a.state IN ('offered', 'running') AND ($1::uuid[] IS NULL OR a.workspace_id = ANY($1))`);

const ORDERS = fairly(`
  SELECT id, job_id AS "jobId", workspace_id AS "workspaceId", kind, lane, state, payload,
    last_token AS "lastToken", failures, created_at AS "createdAt", finished_at AS "finishedAt"
  FROM work_orders WHERE job_id = ANY($1::uuid[])`);

const NAMES = `SELECT id, name, kind FROM jobs WHERE id = ANY($1::uuid[])`;

const TAKEN = `
  SELECT engine, count(*)::int AS count FROM attempts WHERE state IN ('offered', 'running') GROUP BY engine`;

const UNFINISHED = `
  SELECT kind, state, count(*)::int AS count FROM jobs WHERE state IN ('pending', 'rendering') GROUP BY kind, state`;
