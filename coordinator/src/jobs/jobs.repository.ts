import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Scene } from '@farm/shared/scene';
import { In, Not, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { coalesced } from '../platform/coalesce.js';
import { insertRows } from '../platform/database/insert-rows.js';
import { plainRows } from '../platform/database/plain-rows.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { JobEntity } from './job.entity.js';
import type { JobState } from './job.state.js';
import type { DirectPlan, Job, JobKind } from './job.types.js';

/** A job that is about to be written for the first time. */
export interface NewJob {
  job: Job;
  scene: Scene | null;
  plan: DirectPlan | null;
  document: unknown;
  createdBy: string | null;
}
export type JobChange = Partial<
  Omit<Job, 'id' | 'workspaceId' | 'frames' | 'createdAt'> & {
    attemptId: string | null;
    framesDone: number;
    framesTotal: number;
  }
>;

/**
 * Job rows. Lock order everywhere: job, then order, then attempt; whoever changes more than one of them takes the
 * job's lock first, so two transactions on one job never wait for each other in a circle.
 */
@Injectable()
export class JobsRepository {
  /** A batch of offers needs its scenes at the same moment. */
  private readonly oneScene = coalesced<string, Scene | undefined>(async (ids) => {
    const rows = await this.rows.find({ where: { id: In(ids) }, select: { id: true, scene: true } });
    const scenes = new Map(rows.map(({ id, scene }) => [id, scene as Scene | null]));
    return ids.map((id) => scenes.get(id) ?? undefined);
  });

  /** Jobs as an open transaction has left them: it has their locks, so what it reads again is this. */
  private readonly written = new WeakMap<Tx, Map<string, Job>>();
  private readonly plain;

  constructor(@InjectRepository(JobEntity) private readonly rows: Repository<JobEntity>) {
    this.plain = plainRows(rows, 'j');
  }

  async insert(fresh: readonly NewJob[], tx: Tx): Promise<void> {
    const rows = fresh.map(({ job: { frames, ...job }, scene, plan, document, createdBy }) => ({
      ...{ ...job, framesDone: frames.done, framesTotal: frames.total },
      ...{ scene, plan, document, createdBy },
    }));
    await insertRows(this.rows, rows, tx);
  }

  async get(workspaceId: string, id: string, tx?: Tx): Promise<Job | undefined> {
    const row = await inTx(this.rows, tx).findOneBy({ workspaceId, id });
    return row ? toJob(row) : undefined;
  }

  async byId(id: string, tx?: Tx): Promise<Job | undefined> {
    return (tx && this.written.get(tx)?.get(id)) ?? this.one(id, tx);
  }

  /** How far these jobs are; only what changes while one runs. */
  async standings(ids: string[]): Promise<Pick<Job, 'id' | 'state' | 'stage' | 'progress'>[]> {
    return this.rows.find({
      where: { id: In(ids) },
      select: { id: true, state: true, stage: true, progress: true },
    });
  }

  /** The job with its row locked until the transaction ends. */
  async lock(id: string, tx: Tx): Promise<Job | undefined> {
    return this.one(id, tx, 'FOR UPDATE');
  }

  /** Newest first. Ids are UUIDv7, so they settle jobs of one millisecond. */
  async list(workspaceId: string, kind: JobKind, limit: number, state?: JobState): Promise<Job[]> {
    const found = await this.rows.find({
      where: { workspaceId, kind, ...(state ? { state } : {}) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
    return found.map(toJob);
  }

  countUnfinished(workspaceId: string, tx?: Tx): Promise<number> {
    return inTx(this.rows, tx).countBy({
      workspaceId,
      kind: Not('inspect'),
      state: In(['pending', 'rendering']),
    });
  }

  sceneOf(id: string): Promise<Scene | undefined> {
    return this.oneScene(id);
  }

  async planOf(id: string): Promise<DirectPlan | undefined> {
    const row = await this.rows.findOne({ where: { id }, select: { id: true, plan: true } });
    return (row?.plan ?? undefined) as DirectPlan | undefined;
  }

  async documentOf(workspaceId: string, id: string): Promise<unknown> {
    const row = await this.rows.findOne({ where: { workspaceId, id }, select: { id: true, document: true } });
    return row?.document;
  }

  async change(id: string, change: JobChange, tx: Tx): Promise<void> {
    this.written.get(tx)?.delete(id);
    await inTx(this.rows, tx).update({ id }, change as QueryDeepPartialEntity<JobEntity>);
  }

  /** The same, and the job as it is after it. */
  async apply(job: Job, change: JobChange, tx: Tx): Promise<Job> {
    await this.change(job.id, change, tx);
    const { attemptId: _, framesDone, framesTotal, ...rest } = change;
    const frames = { done: framesDone ?? job.frames.done, total: framesTotal ?? job.frames.total };
    const after = { ...job, ...rest, frames };
    const written = this.written.get(tx) ?? new Map<string, Job>();
    this.written.set(tx, written.set(job.id, after));
    return after;
  }

  private async one(id: string, tx?: Tx, lock = ''): Promise<Job | undefined> {
    const [row] = (await (tx ?? this.rows.manager).query(
      `SELECT ${this.plain.columns} FROM jobs j WHERE j.id = $1 ${lock}`,
      [id],
    )) as Record<string, unknown>[];
    return row && toJob(this.plain.read(row));
  }

  /**
   * Copies the progress of attempts to their jobs and answers the jobs that changed. Only while the job shows that
   * attempt: a beat that crosses the end of an attempt waits for the job's lock, looks again and changes nothing.
   * Never lowers a number: beats of one attempt may overtake each other.
   */
  async copyProgress(attemptIds: string[]): Promise<Job[]> {
    if (attemptIds.length === 0) return [];
    const changed = [...(await this.changed(COPY_PROGRESS, attemptIds))];
    if (changed.length < attemptIds.length) changed.push(...(await this.changed(SUM_PIECES, attemptIds)));
    if (changed.length === 0) return [];
    const rows = await this.rows.findBy(changed.map(({ id }) => ({ id })));
    return rows.map(toJob);
  }

  private async changed(query: string, attemptIds: string[]): Promise<{ id: string }[]> {
    const [rows] = (await this.rows.manager.query(query, [attemptIds])) as [{ id: string }[], number];
    return rows;
  }
}

/**
 * States are asked for in a CASE: after a rush the planner still believes that hardly any job is rendering, and would
 * go through all of them, instead of looking up the few that are named (20 ms a beat with 500 running).
 */
const COPY_PROGRESS = `
  UPDATE jobs j
  SET progress = greatest(j.progress, least(a.percent, 99)),
      frames_done = greatest(j.frames_done, a.frames_done),
      frames_total = CASE WHEN a.frames_total > 0 THEN a.frames_total ELSE j.frames_total END,
      stage = coalesce(a.phase, j.stage)
  FROM attempts a
  WHERE a.id = ANY($1::uuid[]) AND j.id = a.job_id AND j.attempt_id = a.id
    AND CASE WHEN a.state = 'running' AND j.state = 'rendering'
      AND (j.progress < least(a.percent, 99) OR j.frames_done < a.frames_done OR j.stage IS DISTINCT FROM a.phase)
      THEN true ELSE false END
  RETURNING j.id`;

/** A film in pieces shows the frames of all its pieces: those that are done, and what runs now. */
const SUM_PIECES = `
  WITH films AS (
    SELECT j.id FROM jobs j
    WHERE j.id = ANY(ARRAY(
        SELECT a.job_id FROM attempts a JOIN work_orders c ON c.id = a.order_id
        WHERE a.id = ANY($1::uuid[]) AND c.kind = 'chunk'))
      AND CASE WHEN j.state = 'rendering' AND j.attempt_id IS NULL AND j.frames_total > 0 THEN true ELSE false END
    ORDER BY j.id FOR UPDATE
  )
  UPDATE jobs j
  SET frames_done = p.frames,
      progress = greatest(j.progress, floor(92.0 * least(1, p.frames::numeric / j.frames_total))::int)
  FROM (
    SELECT o.job_id, sum(CASE o.state
        WHEN 'done' THEN (o.payload->'range'->>'to')::int - (o.payload->'range'->>'from')::int
        WHEN 'running' THEN coalesce((
          SELECT max(a.frames_done) FROM attempts a WHERE a.order_id = o.id AND a.state = 'running'), 0)
        ELSE 0 END)::int AS frames
    FROM work_orders o
    WHERE o.kind = 'chunk' AND o.job_id IN (SELECT id FROM films)
    GROUP BY o.job_id) AS p
  WHERE j.id = p.job_id AND j.state = 'rendering' AND j.attempt_id IS NULL
    AND j.frames_total > 0 AND j.frames_done < p.frames
  RETURNING j.id`;

export function toJob(row: JobEntity): Job {
  const {
    framesDone,
    framesTotal,
    attemptId: _,
    createdBy: __,
    document: ___,
    scene: ____,
    plan: _____,
    ...job
  } = row;
  return { ...job, frames: { done: framesDone, total: framesTotal } };
}
