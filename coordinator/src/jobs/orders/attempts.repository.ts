import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AttemptRef, Failure, Progress } from '@farm/shared/wire';
import { In, LessThan, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { plainRows } from '../../platform/database/plain-rows.js';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import type { Attempt } from '../job.types.js';
import { AttemptEntity } from './attempt.entity.js';
import { LEASED_STATES } from './work-order.state.js';

export type AttemptChange = Partial<Pick<Attempt, 'state' | 'leaseUntil' | 'uploadKeys'>> & {
  endedAt?: Date;
  failure?: Failure;
};
/** What a beat says about one attempt. */
export type AttemptBeat = AttemptRef & { progress: Progress };

/** An agent took an offer. */
export interface AttemptStart {
  agentId: string;
  ref: AttemptRef;
  leaseUntil: Date;
}
export type BegunAttempt = Pick<Attempt, 'id' | 'jobId' | 'workspaceId' | 'engine' | 'token'>;

const LEASED = In([...LEASED_STATES]);

/** Attempt rows with their leases. */
@Injectable()
export class AttemptsRepository {
  private readonly plain;

  constructor(@InjectRepository(AttemptEntity) private readonly rows: Repository<AttemptEntity>) {
    this.plain = plainRows(rows, 'a');
  }

  async get(id: string, tx?: Tx): Promise<Attempt | undefined> {
    const [row] = (await (tx ?? this.rows.manager).query(
      `SELECT ${this.plain.columns} FROM attempts a WHERE a.id = $1`,
      [id],
    )) as Record<string, unknown>[];
    return row && toAttempt(this.plain.read(row));
  }

  async many(ids: string[]): Promise<Attempt[]> {
    return ids.length === 0 ? [] : (await this.rows.findBy({ id: In(ids) })).map(toAttempt);
  }

  /**
   * The usual beginning, for many at once: an offer of a whole render or tool was taken. The same as
   * `AttemptEndings.start` for these kinds, in one statement; answers what began. Whatever is not as usual is left as
   * it is, for the way with the locks. Locks jobs before attempts, as everybody does.
   */
  async begin(starts: readonly AttemptStart[], now: Date): Promise<BegunAttempt[]> {
    const [begun] = (await this.rows.manager.query(BEGIN_ATTEMPTS, [
      starts.map(({ ref }) => ref.attemptId),
      starts.map(({ ref }) => ref.orderId),
      starts.map(({ ref }) => ref.token),
      starts.map(({ agentId }) => agentId),
      starts.map(({ leaseUntil }) => leaseUntil),
      now,
    ])) as [BegunAttempt[], number];
    return begun;
  }

  async change(id: string, change: AttemptChange, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change as QueryDeepPartialEntity<AttemptEntity>);
  }

  /** Everything that holds a lease on this agent. */
  async leasedBy(agentId: string): Promise<Attempt[]> {
    return (await this.rows.findBy({ agentId, state: LEASED })).map(toAttempt);
  }

  async leasedOfJob(jobId: string, tx: Tx): Promise<Attempt[]> {
    return (await inTx(this.rows, tx).findBy({ jobId, state: LEASED })).map(toAttempt);
  }

  async expired(now: Date): Promise<Attempt[]> {
    return (await this.rows.findBy({ state: LEASED, leaseUntil: LessThan(now) })).map(toAttempt);
  }

  /** Accepted attempts without a new frame or phase since `stalledSince`, or older than `startedBefore`. */
  async overdue(stalledSince: Date, startedBefore: Date): Promise<Attempt[]> {
    const rows = await this.rows.find({
      where: [
        { state: 'running', progressAt: LessThan(stalledSince) },
        { state: 'running', createdAt: LessThan(startedBefore) },
      ],
    });
    return rows.map(toAttempt);
  }

  /** Offers whose answer never came, e.g. because the coordinator died after making them. */
  async unanswered(before: Date): Promise<Attempt[]> {
    return (await this.rows.findBy({ state: 'offered', createdAt: LessThan(before) })).map(toAttempt);
  }

  /**
   * Renews the leases that this agent holds and notes their progress, in one statement; answers the ids renewed.
   * The fence is in the WHERE: id, token and agent must be those of the lease. Numbers never fall.
   */
  async renew(agentId: string, beats: AttemptBeat[], leaseUntil: Date, now: Date): Promise<string[]> {
    if (beats.length === 0) return [];
    const [renewed] = (await this.rows.manager.query(RENEW, [
      agentId,
      leaseUntil,
      now,
      beats.map((beat) => beat.attemptId),
      beats.map((beat) => beat.token),
      beats.map((beat) => beat.progress.phase),
      beats.map((beat) => beat.progress.percent),
      beats.map((beat) => beat.progress.framesDone),
      beats.map((beat) => beat.progress.framesTotal),
    ])) as [{ id: string }[], number];
    return renewed.map((row) => row.id);
  }

  /** How often the order's attempts failed in one of these ways. */
  async countFailed(orderId: string, codes: readonly string[], tx: Tx): Promise<number> {
    return await inTx(this.rows, tx)
      .createQueryBuilder('a')
      .where('a.order_id = :orderId AND a.state = :state', { orderId, state: 'failed' })
      .andWhere("a.failure->>'code' IN (:...codes)", { codes: [...codes] })
      .getCount();
  }

  /** Adds keys that the attempt may write, only while it holds the lease. */
  async noteUploads(id: string, keys: string[]): Promise<boolean> {
    const [, count] = (await this.rows.manager.query(
      `UPDATE attempts
       SET upload_keys = (SELECT array_agg(DISTINCT key) FROM unnest(upload_keys || $2::text[]) AS key)
       WHERE id = $1 AND state IN ('offered', 'running')`,
      [id, keys],
    )) as [unknown, number];
    return count > 0;
  }

  /** Ended attempts that may have left files, oldest first: every one but the published. */
  async leftovers(limit: number): Promise<(Attempt & { endedAt: Date })[]> {
    const rows = await this.rows
      .createQueryBuilder('a')
      .where(`a.state IN ('failed', 'refused', 'cancelled') AND a.upload_keys <> '{}'`)
      .orderBy('a.endedAt', 'ASC')
      .limit(limit)
      .getMany();
    return rows.map((row) => ({ ...toAttempt(row), endedAt: row.endedAt ?? row.createdAt }));
  }

  async forgetUploads(id: string): Promise<void> {
    await this.rows.update({ id }, { uploadKeys: [] });
  }
}

/** $1 attempts, $2 orders, $3 tokens, $4 agents, $5 new ends of the leases, $6 now. CASE: see COPY_PROGRESS. */
const BEGIN_ATTEMPTS = `
  WITH offered AS (
    SELECT a.id, a.job_id, start.lease_until
    FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[])
      AS start (id, order_id, token, agent_id, lease_until)
    JOIN attempts a ON a.id = start.id AND a.order_id = start.order_id AND a.token = start.token
      AND a.agent_id = start.agent_id AND a.state = 'offered'
    JOIN work_orders o ON o.id = a.order_id AND o.kind IN ('whole', 'tool')
  ), locked AS (
    SELECT j.id FROM jobs j
    WHERE j.id = ANY(ARRAY(SELECT job_id FROM offered))
      AND CASE WHEN j.state IN ('pending', 'rendering') THEN true ELSE false END
    ORDER BY j.id FOR UPDATE
  ), begun AS (
    UPDATE attempts a SET state = 'running', lease_until = greatest(a.lease_until, offered.lease_until)
    FROM offered JOIN locked ON locked.id = offered.job_id
    WHERE a.id = offered.id AND CASE WHEN a.state = 'offered' THEN true ELSE false END
    RETURNING a.id, a.job_id, a.engine, a.token
  )
  UPDATE jobs j
  SET state = 'rendering', stage = 'preparing', progress = 0, frames_done = 0, attempt_id = begun.id,
      started_at = coalesce(j.started_at, $6)
  FROM begun WHERE j.id = begun.job_id
  RETURNING begun.id, j.id AS "jobId", j.workspace_id AS "workspaceId", begun.engine, begun.token`;

const RENEW = `
  UPDATE attempts a
  SET lease_until = greatest(a.lease_until, $2),
      state = 'running',
      phase = CASE WHEN b.percent >= a.percent THEN b.phase ELSE a.phase END,
      percent = greatest(a.percent, b.percent),
      frames_done = greatest(a.frames_done, b.frames_done),
      frames_total = greatest(a.frames_total, b.frames_total),
      progress_at = CASE
        WHEN b.frames_done > a.frames_done OR b.percent > a.percent OR b.phase IS DISTINCT FROM a.phase THEN $3
        ELSE a.progress_at END
  FROM unnest($4::uuid[], $5::int[], $6::text[], $7::int[], $8::int[], $9::int[])
    AS b (id, token, phase, percent, frames_done, frames_total)
  WHERE a.id = b.id AND a.token = b.token AND a.agent_id = $1 AND a.state = 'running'
  RETURNING a.id`;

export function toAttempt(row: AttemptEntity): Attempt {
  const { failure: _, endedAt: __, ...attempt } = row;
  return attempt;
}
