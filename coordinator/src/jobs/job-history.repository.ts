import { Injectable } from '@nestjs/common';
import { likeText } from '../platform/database/like-text.js';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { UNFINISHED, type ForgottenJob } from './forgotten-jobs.sql.js';
import { JobEntity } from './job.entity.js';
import type { EngineSeconds, JobCounts, JobPage, JobQuery, JobSort } from './job-history.types.js';
import type { Job } from './job.types.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { toJob } from './jobs.repository.js';

/** The property behind each sort word; a fixed list, so that no text of a customer becomes SQL. */
const SORT_PROPERTY: Record<JobSort, string> = {
  created_at: 'job.createdAt',
  duration: 'job.duration',
  state: 'job.state',
  cost: 'job.cost',
  id: 'job.id',
};

/** Looks back on jobs: pages, sums, deletion of what has ended. */
@Injectable()
export class JobHistoryRepository {
  constructor(@InjectRepository(JobEntity) private readonly rows: Repository<JobEntity>) {}

  async page(workspaceId: string, query: JobQuery): Promise<JobPage> {
    const found = this.rows
      .createQueryBuilder('job')
      .where("job.workspaceId = :workspaceId AND job.kind = 'render'", { workspaceId });
    if (query.states) found.andWhere('job.state IN (:...states)', { states: [...query.states] });
    if (query.drawing !== undefined) found.andWhere(`job.stage ${query.drawing ? '=' : '<>'} 'rendering'`);
    if (query.search)
      found.andWhere('(job.name ILIKE :part OR CAST(job.id AS text) ILIKE :part)', {
        part: `%${likeText(query.search)}%`,
      });
    if (query.from) found.andWhere('job.createdAt >= :from', { from: query.from });
    if (query.to) found.andWhere('job.createdAt <= :to', { to: query.to });
    if (query.projectId) found.andWhere('job.projectId = :projectId', { projectId: query.projectId });
    const order = query.sortOrder === 'asc' ? 'ASC' : 'DESC';
    found.orderBy(SORT_PROPERTY[query.sortBy], order, 'NULLS LAST');
    if (query.sortBy !== 'id') found.addOrderBy('job.id', order);
    const [rows, total] = await found
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { jobs: rows.map(toJob), total };
  }

  async byIds(workspaceId: string, ids: readonly string[]): Promise<Job[]> {
    return ids.length === 0
      ? []
      : (await this.rows.findBy({ workspaceId, kind: 'render', id: In([...ids]) })).map(toJob);
  }

  async counts(workspaceId: string): Promise<JobCounts> {
    const rows = (await this.rows.manager.query(COUNTS, [workspaceId])) as {
      state: keyof JobCounts;
      jobs: number;
      drawing: number;
    }[];
    const counts = { pending: 0, rendering: 0, completed: 0, failed: 0, cancelled: 0, drawing: 0 };
    for (const { state, jobs, drawing } of rows) {
      counts[state] = jobs;
      counts.drawing += state === 'rendering' ? drawing : 0;
    }
    return counts;
  }

  /** The documents of jobs that are not bigger than `mostBytes` as JSON text. */
  async documents(ids: readonly string[], mostBytes: number): Promise<Map<string, object>> {
    if (ids.length === 0) return new Map();
    const rows = (await this.rows.manager.query(
      `SELECT id, document FROM jobs WHERE id = ANY($1::uuid[]) AND octet_length(document::text) <= $2`,
      [ids, mostBytes],
    )) as { id: string; document: object }[];
    return new Map(rows.map(({ id, document }) => [id, document]));
  }

  /** Deletes jobs that have ended; answers those that were there. Orders and attempts go with them. */
  async removeEnded(workspaceId: string, ids: readonly string[], tx: Tx): Promise<ForgottenJob[]> {
    const [rows] = (await inTx(this.rows, tx).manager.query(REMOVE_ENDED, [workspaceId, ids])) as [
      ForgottenJob[],
      number,
    ];
    return rows;
  }

  /** Bytes of the published files of a workspace's jobs. */
  async storedBytes(workspaceId: string): Promise<number> {
    const [row] = (await this.rows.manager.query(STORED, [workspaceId])) as { bytes: number }[];
    return row?.bytes ?? 0;
  }

  /** Wall-clock seconds of the attempts at each job, by engine. */
  async engineSeconds(ids: readonly string[]): Promise<Map<string, EngineSeconds>> {
    const sums = new Map<string, EngineSeconds>();
    if (ids.length === 0) return sums;
    const rows = (await this.rows.manager.query(ENGINE_SECONDS, [ids])) as {
      jobId: string;
      engine: string;
      seconds: number;
    }[];
    for (const { jobId, engine, seconds } of rows)
      sums.set(jobId, { ...sums.get(jobId), [engine]: Math.round(seconds * 1000) / 1000 });
    return sums;
  }
}

const COUNTS = `
  SELECT state, count(*)::int AS jobs, count(*) FILTER (WHERE stage = 'rendering')::int AS drawing
  FROM jobs WHERE workspace_id = $1 AND kind = 'render' GROUP BY state`;

const REMOVE_ENDED = `
  DELETE FROM jobs
  WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND kind = 'render'
    AND state IN ('completed', 'failed', 'cancelled')
  RETURNING id, workspace_id AS "workspaceId", ${UNFINISHED}`;

const STORED = `
  SELECT coalesce(sum((file->>'sizeBytes')::bigint), 0)::float8 AS bytes
  FROM jobs,
    LATERAL (VALUES (outputs->'master'), (outputs->'poster'), (outputs->'sprite')) AS files (file)
  WHERE workspace_id = $1 AND outputs IS NOT NULL AND expired_at IS NULL AND jsonb_typeof(file) = 'object'`;

/** Offers that were refused took no engine; what still runs counts from its next end on. */
const ENGINE_SECONDS = `
  SELECT job_id AS "jobId", engine, sum(extract(epoch FROM ended_at - created_at))::float8 AS seconds
  FROM attempts
  WHERE job_id = ANY($1::uuid[]) AND ended_at IS NOT NULL AND state IN ('done', 'failed', 'cancelled')
  GROUP BY job_id, engine`;
