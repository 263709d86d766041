import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { WorkflowRunEntity } from './workflow-run.entity.js';
import type { Page, PageWish, WorkflowRun } from './workflow.types.js';

export type RunChange = Partial<
  Pick<WorkflowRun, 'status' | 'variables' | 'error' | 'startedAt' | 'completedAt' | 'updatedAt' | 'dueAt'>
>;

/** A run that one engine has for a while; `number` is its fencing number. */
export interface Turn {
  runId: string;
  number: number;
}

/** Due, and in nobody's hands; or its engine was not heard of. $2 is now. */
const FREE =
  '((run.due_at <= $2 AND (run.held_until IS NULL OR run.held_until <= $2)) OR run.held_until <= $2)';

/** Rows of runs. Lock order: job, then run, then step. */
@Injectable()
export class RunsRepository {
  constructor(@InjectRepository(WorkflowRunEntity) private readonly rows: Repository<WorkflowRunEntity>) {}

  async insert(run: WorkflowRun, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).insert(run as QueryDeepPartialEntity<WorkflowRunEntity>);
  }

  async get(workspaceId: string, id: string): Promise<WorkflowRun | undefined> {
    const row = await this.rows.findOneBy({ workspaceId, id });
    return row ? { ...row } : undefined;
  }

  async byId(id: string): Promise<WorkflowRun | undefined> {
    const row = await this.rows.findOneBy({ id });
    return row ? { ...row } : undefined;
  }

  /** With its row locked until the transaction ends. */
  async lock(id: string, tx: Tx): Promise<WorkflowRun | undefined> {
    const row = await inTx(this.rows, tx).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? { ...row } : undefined;
  }

  /** Newest first. */
  async page(workspaceId: string, workflowId: string, { page, limit }: PageWish): Promise<Page<WorkflowRun>> {
    const [rows, total] = await this.rows.findAndCount({
      where: { workspaceId, workflowId },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * limit,
      take: limit,
    });
    return { rows, total };
  }

  async idsOf(workflowId: string): Promise<string[]> {
    const rows = await this.rows.find({ where: { workflowId }, select: { id: true } });
    return rows.map(({ id }) => id);
  }

  async change(id: string, change: RunChange, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change as QueryDeepPartialEntity<WorkflowRunEntity>);
  }

  /** Credits on top of what is counted already. */
  async addCost(id: string, column: 'estimated' | 'total', credits: number, tx: Tx): Promise<void> {
    const name = column === 'total' ? 'total_cost' : 'estimated_cost';
    await tx.query(`UPDATE workflow_runs SET ${name} = coalesce(${name}, 0) + $2 WHERE id = $1`, [
      id,
      credits,
    ]);
  }

  /**
   * Takes runs that are due and that no engine has, or whose engine was not heard of: nobody else gets them until
   * `heldUntil`. `due_at` is cleared; whatever becomes due meanwhile sets it again and is seen at the release.
   * `ofWorkspace` counts what is held of a workspace already; engines that take at the same moment may exceed it.
   */
  async take(most: { all: number; ofWorkspace: number }, now: Date, heldUntil: Date): Promise<Turn[]> {
    const [taken] = (await this.rows.manager.query(
      `WITH held AS (
         SELECT workspace_id, count(*) AS runs FROM workflow_runs WHERE held_until > $2 GROUP BY workspace_id),
       ranked AS (
         SELECT run.id, coalesce(held.runs, 0) + row_number() OVER (
           PARTITION BY run.workspace_id ORDER BY coalesce(run.due_at, run.held_until)) AS place
         FROM workflow_runs run LEFT JOIN held USING (workspace_id) WHERE ${FREE})
       UPDATE workflow_runs SET held_until = $3, turn = turn + 1, due_at = NULL
       WHERE id IN (
         SELECT run.id FROM workflow_runs run JOIN ranked USING (id) WHERE place <= $4 AND ${FREE}
         ORDER BY coalesce(run.due_at, run.held_until) LIMIT $1 FOR UPDATE OF run SKIP LOCKED)
       RETURNING id AS "runId", turn AS "number"`,
      [most.all, now, heldUntil, most.ofWorkspace],
    )) as [Turn[], number];
    return taken;
  }

  /** False: the run is somebody else's, or gone. */
  async hold({ runId, number }: Turn, heldUntil: Date): Promise<boolean> {
    const { affected } = await this.rows.update({ id: runId, turn: number }, { heldUntil });
    return (affected ?? 0) > 0;
  }

  /** Gives the run back; `until` is when to look next, unless something asked for an earlier look meanwhile. */
  async release({ runId, number }: Turn, until: Date | undefined): Promise<void> {
    await this.rows.manager.query(
      'UPDATE workflow_runs SET held_until = NULL, due_at = least(due_at, $3) WHERE id = $1 AND turn = $2',
      [runId, number, until ?? null],
    );
  }

  /** Makes the run due, in an open transaction or at once. */
  async poke(runId: string, at: Date, tx?: Tx): Promise<void> {
    await (tx ?? this.rows.manager).query(
      'UPDATE workflow_runs SET due_at = least(due_at, $2) WHERE id = $1',
      [runId, at],
    );
  }

  /** The same for every run with a step that waits for this job. */
  async pokeByJob(jobId: string, at: Date, tx?: Tx): Promise<void> {
    await (tx ?? this.rows.manager).query(
      `UPDATE workflow_runs SET due_at = least(due_at, $2) WHERE id IN (
         SELECT run_id FROM workflow_run_steps WHERE job_id = $1 AND status = 'running')`,
      [jobId, at],
    );
  }
}
