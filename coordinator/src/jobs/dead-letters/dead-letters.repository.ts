import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DeadLetter, DeadLetterQuery } from './dead-letter.types.js';

/** Looks at the orders that were given up; the index `work_orders_given_up` has them newest first. */
@Injectable()
export class DeadLettersRepository {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async page(query: DeadLetterQuery): Promise<{ rows: DeadLetter[]; total: number }> {
    const wanted = [query.workspaceId ?? null, query.code ?? null];
    const [count] = (await this.db.query(
      `SELECT count(*)::int AS total ${FROM} WHERE ${WANTED}`,
      wanted,
    )) as { total: number }[];
    const rows = (await this.db.query(
      `SELECT ${COLUMNS} ${FROM} WHERE ${WANTED} ORDER BY o.finished_at DESC, o.id DESC LIMIT $3 OFFSET $4`,
      [...wanted, query.limit, (query.page - 1) * query.limit],
    )) as DeadLetter[];
    return { rows, total: count?.total ?? 0 };
  }

  async get(orderId: string): Promise<DeadLetter | undefined> {
    const [row] = (await this.db.query(`SELECT ${COLUMNS} ${FROM} WHERE ${GIVEN_UP} AND o.id = $1`, [
      orderId,
    ])) as DeadLetter[];
    return row;
  }

  async noteRetry(jobId: string, retriedAs: string): Promise<void> {
    await this.db.query('UPDATE jobs SET retried_as = $2 WHERE id = $1', [jobId, retriedAs]);
  }
}

const FROM = `
  FROM work_orders o
  JOIN jobs j ON j.id = o.job_id
  LEFT JOIN LATERAL (
    SELECT a.failure FROM attempts a
    WHERE a.order_id = o.id AND a.failure IS NOT NULL ORDER BY a.token DESC LIMIT 1) last ON true`;
const CODE = `coalesce(last.failure->>'code', j.failure_code, 'internal')`;
/**
 * A failed order is a dead letter only while nothing came of it after all: a delivery may have been tried again, and a
 * film whose pieces failed is made in one piece.
 */
const GIVEN_UP = `o.state = 'failed' AND CASE WHEN o.kind = 'deliver'
  THEN EXISTS (SELECT 1 FROM outputs x WHERE x.id::text = o.payload->>'outputId' AND x.state = 'failed' AND NOT EXISTS (
    SELECT 1 FROM work_orders later WHERE later.job_id = o.job_id AND later.kind = 'deliver'
      AND later.payload->>'outputId' = o.payload->>'outputId' AND later.id > o.id))
  ELSE j.state = 'failed' END`;
const WANTED = `${GIVEN_UP} AND ($1::uuid IS NULL OR o.workspace_id = $1) AND ($2::text IS NULL OR ${CODE} = $2)`;
const COLUMNS = `
  o.id AS "orderId", o.job_id AS "jobId", o.workspace_id AS "workspaceId", o.kind, j.name, ${CODE} AS code,
  coalesce(last.failure->>'message', j.error, '') AS message, o.failures, o.failed_on AS "agentIds",
  coalesce(o.finished_at, o.created_at) AS "failedAt", j.retried_as AS "retriedAs"`;
