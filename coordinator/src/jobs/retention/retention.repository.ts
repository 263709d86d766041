import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { JobEntity } from '../job.entity.js';
import { UNFINISHED, type ForgottenJob } from '../forgotten-jobs.sql.js';

/** Jobs that have ended long ago. Rows that somebody else has locked are left for the next sweep. */
@Injectable()
export class JobRetentionRepository {
  constructor(@InjectRepository(JobEntity) private readonly rows: Repository<JobEntity>) {}

  /** Marks completed renders and tools whose files are to go. */
  expireOutputs(before: Date, at: Date, limit: number, tx: Tx): Promise<ForgottenJob[]> {
    return this.changed(EXPIRE_OUTPUTS, [before, limit, at], tx);
  }

  /** Deletes ended renders and tools, with their orders and attempts. */
  removeJobs(before: Date, limit: number, tx: Tx): Promise<ForgottenJob[]> {
    return this.changed(REMOVE_JOBS, [before, limit], tx);
  }

  /** Deletes ended looks at assets. Their pictures belong to the assets, and files they left are removed first. */
  async removeInspections(before: Date, limit: number): Promise<number> {
    return (await this.changed(REMOVE_INSPECTIONS, [before, limit])).length;
  }

  /** Deletes the attempts of jobs that have ended, once nothing they wrote is left. */
  async removeAttempts(before: Date, limit: number): Promise<number> {
    return (await this.changed(REMOVE_ATTEMPTS, [before, limit])).length;
  }

  private async changed(sql: string, values: unknown[], tx?: Tx): Promise<ForgottenJob[]> {
    const [rows] = (await inTx(this.rows, tx).manager.query(sql, values)) as [ForgottenJob[], number];
    return rows;
  }
}

const FINAL = `('completed', 'failed', 'cancelled')`;
/** A copy that is being sent, or will be tried again, still reads the file. */
const NOTHING_TO_SEND = `NOT EXISTS (
  SELECT 1 FROM outputs o WHERE o.job_id = jobs.id
    AND (o.state = 'pending' OR (o.state = 'failed' AND o.next_try_at IS NOT NULL)))`;
const NOTHING_LEFT = `NOT EXISTS (
  SELECT 1 FROM attempts a WHERE a.job_id = jobs.id AND a.upload_keys <> '{}' AND a.state <> 'done')`;
const RETIRED = `RETURNING id, workspace_id AS "workspaceId"`;

const EXPIRE_OUTPUTS = `
  UPDATE jobs SET expired_at = $3 WHERE id IN (
    SELECT id FROM jobs
    WHERE kind IN ('render', 'tool') AND state = 'completed' AND completed_at < $1 AND expired_at IS NULL
      AND ${NOTHING_TO_SEND}
    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) ${RETIRED}`;

const REMOVE_JOBS = `
  DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs
    WHERE kind IN ('render', 'tool') AND state IN ${FINAL} AND completed_at < $1 AND ${NOTHING_TO_SEND}
    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) ${RETIRED}, ${UNFINISHED}`;

const REMOVE_INSPECTIONS = `
  DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs
    WHERE kind = 'inspect' AND state IN ${FINAL} AND completed_at < $1 AND ${NOTHING_LEFT}
    ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) ${RETIRED}`;

const REMOVE_ATTEMPTS = `
  DELETE FROM attempts WHERE id IN (
    SELECT a.id FROM attempts a JOIN jobs ON jobs.id = a.job_id
    WHERE jobs.kind IN ('render', 'tool') AND jobs.state IN ${FINAL} AND jobs.completed_at < $1
      AND a.ended_at IS NOT NULL AND (a.state = 'done' OR a.upload_keys = '{}')
    LIMIT $2 FOR UPDATE OF a SKIP LOCKED)
  RETURNING id, workspace_id AS "workspaceId"`;
