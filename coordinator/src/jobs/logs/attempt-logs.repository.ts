import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { AttemptLogEntity } from './attempt-log.entity.js';
import type { PlacedPiece } from './log-part.policy.js';
import type { LoggedAttempt, LogRange, WantedAttempts } from './log.types.js';

/** Bytes of a log that one question answers. */
export const LOG_READ_BYTES = 256 * 1024;
/** Any constant: names the advisory locks of logs. */
const LOG_LOCK = 8_470_004;
/** A job with more attempts than that shows the first ones, and those that are asked for. */
const MOST_ATTEMPTS = 1000;

export interface NewPiece {
  attemptId: string;
  jobId: string;
  offset: number;
  sizeBytes: number;
  text: string;
  receivedAt: Date;
}

/** Pieces of logs. They are only ever added at the end, and go with their attempt, which goes with its job. */
@Injectable()
export class AttemptLogsRepository {
  constructor(@InjectRepository(AttemptLogEntity) private readonly rows: Repository<AttemptLogEntity>) {}

  /**
   * Adds the piece when its offset is the end of its log; answers the end after that. One writer for each job at a
   * time: so places have no gap, and no reader ever sees a later piece before an earlier one.
   */
  async append(piece: NewPiece, tx: Tx): Promise<{ next: number; stored: boolean }> {
    await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOG_LOCK, piece.jobId]);
    const { attemptId, jobId, offset, sizeBytes, text, receivedAt } = piece;
    const values = [attemptId, jobId, offset, sizeBytes, text, receivedAt];
    const [row] = (await tx.query(APPEND, values)) as { next: number; stored: boolean }[];
    return row ?? { next: offset, stored: false };
  }

  async attemptsOf(jobId: string, { number, ids = [] }: WantedAttempts): Promise<LoggedAttempt[]> {
    const values = [jobId, MOST_ATTEMPTS, number ?? null, ids];
    return (await this.rows.manager.query(ATTEMPTS, values)) as LoggedAttempt[];
  }

  /** The pieces from an offset on, and where the whole log ends now. */
  async read({ jobId, attemptId, offset }: LogRange): Promise<{ pieces: PlacedPiece[]; end: number }> {
    const [sql, id] = attemptId === undefined ? [READ.job, jobId] : [READ.attempt, attemptId];
    const rows = (await this.rows.manager.query(sql, [
      id,
      offset,
      offset + LOG_READ_BYTES,
    ])) as (PlacedPiece & {
      end: number;
    })[];
    return { pieces: rows, end: rows.at(-1)?.end ?? offset };
  }

  /** Removes the logs of attempts at jobs that ended before a moment: at most `limit`, whole ones; answers how many. */
  async removeEnded(before: Date, limit: number): Promise<number> {
    const [removed] = (await this.rows.manager.query(REMOVE, [before, limit])) as [{ attempt_id: string }[]];
    return new Set(removed.map((row) => row.attempt_id)).size;
  }
}

const APPEND = `
  WITH place AS (
    SELECT
      coalesce((SELECT starts_at + size_bytes FROM attempt_logs
        WHERE attempt_id = $1 ORDER BY starts_at DESC LIMIT 1), 0) AS next,
      coalesce((SELECT position + size_bytes FROM attempt_logs
        WHERE job_id = $2 ORDER BY position DESC LIMIT 1), 0) AS position
  ), added AS (
    INSERT INTO attempt_logs (attempt_id, job_id, starts_at, size_bytes, position, text, received_at)
    SELECT $1::uuid, $2::uuid, $3::int, $4::int, place.position, $5, $6 FROM place WHERE place.next = $3::int
    RETURNING starts_at + size_bytes AS next
  )
  SELECT coalesce(added.next, place.next) AS next, added.next IS NOT NULL AS stored
  FROM place LEFT JOIN added ON true`;

/** Offers that nobody took have no log, and count. */
const ATTEMPTS = `
  SELECT * FROM (
    SELECT a.id, (row_number() OVER (ORDER BY a.created_at, a.id))::int AS number, o.kind,
      a.agent_id AS "agentId", a.engine, a.state, a.created_at AS "createdAt", a.ended_at AS "endedAt", a.failure,
      coalesce((SELECT l.starts_at + l.size_bytes FROM attempt_logs l
        WHERE l.attempt_id = a.id ORDER BY l.starts_at DESC LIMIT 1), 0) AS bytes
    FROM attempts a JOIN work_orders o ON o.id = a.order_id
    WHERE a.job_id = $1
  ) AS numbered
  WHERE state NOT IN ('offered', 'refused') AND (number <= $2 OR number = $3 OR id = ANY($4))
  ORDER BY number`;

/**
 * $2 first byte, $3 byte that ends the answer: the piece with it is the last one. The piece before comes along: it tells
 * whose log is read on.
 */
const read = (owner: string, place: string): string => `
  SELECT attempt_id AS "attemptId", starts_at AS "startsAt", ${place} AS place, size_bytes AS "sizeBytes", text,
    (SELECT ${place} + size_bytes FROM attempt_logs
      WHERE ${owner} = $1 ORDER BY ${place} DESC LIMIT 1) AS end
  FROM attempt_logs
  WHERE ${owner} = $1 AND ${place} + size_bytes >= $2 AND ${place} < $3
  ORDER BY ${place}`;

const READ = { job: read('job_id', 'position'), attempt: read('attempt_id', 'starts_at') };

/** A log that began after that moment is left for later, so that the index over beginnings serves. */
const REMOVE = `
  DELETE FROM attempt_logs WHERE attempt_id IN (
    SELECT l.attempt_id FROM attempt_logs l JOIN jobs j ON j.id = l.job_id
    WHERE l.starts_at = 0 AND l.received_at < $1 AND j.completed_at < $1
    ORDER BY l.received_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED)
  RETURNING attempt_id`;
