import { Injectable } from '@nestjs/common';
import type { ResultOf, WorkResult } from '@farm/shared/wire';
import { OutputsService } from '../../destinations/index.js';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { OutputDeliveriesService } from '../deliveries/output-deliveries.service.js';
import { isFinalJobState, nextJobState, type JobEvent, type JobState } from '../job.state.js';
import type { Attempt, Job, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { nextStep } from '../next-orders.policy.js';
import { framesDone } from '../pieces/piece-orders.policy.js';
import { PiecesService } from '../pieces/pieces.service.js';
import { joinedResult, publication } from '../publication.policy.js';
import { legal } from './legal-move.js';
import type { Outcome } from './outcome.types.js';
import { WorkOrdersRepository } from './work-orders.repository.js';

/** What a job does when one of its orders has ended. Always inside a transaction that holds its lock. */
@Injectable()
export class JobAdvance {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly outputs: OutputsService,
    private readonly deliveries: OutputDeliveriesService,
    private readonly pieces: PiecesService,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** J: rendering --finished--> completed when nothing is left to do. */
  async advance(job: Job, attempt: Attempt, tx: Tx): Promise<Outcome> {
    // An output of a finished job may be sent again.
    if (isFinalJobState(job.state)) return { job, attempt, says: 'order done' };
    const outputs = await this.outputs.ofJob(job.workspaceId, job.id, tx);
    const orders = await this.orders.ofJob(job.id, tx);
    const step = nextStep(orders, outputs);
    switch (step.kind) {
      case 'wait':
        return { job: await this.count(job, orders, tx), attempt, says: 'order done' };
      case 'cut':
        return this.cut(job, attempt, step.plan, orders, tx);
      case 'join':
        return this.join(await this.count(job, orders, tx), attempt, tx);
      case 'deliver': {
        const waiting = await this.deliveries.begin(job, step.outputIds, tx);
        const after = await this.jobs.apply(job, { stage: 'uploading', attemptId: null }, tx);
        return { job: after, attempt, waiting, says: 'film made, deliveries wait' };
      }
      case 'finished':
        return this.complete(job, attempt, joinedResult(step.result, orders), tx);
    }
  }

  /** Inside the transaction: listeners (webhooks) write their rows with it or not at all. */
  async tellFinished(job: Job, tx: Tx): Promise<void> {
    if (job.state === 'completed' || job.state === 'failed')
      await this.events.emit(
        'job.finished',
        { jobId: job.id, workspaceId: job.workspaceId, state: job.state },
        tx,
      );
  }

  private async cut(
    job: Job,
    attempt: Attempt,
    plan: ResultOf<'plan'>,
    orders: readonly WorkOrder[],
    tx: Tx,
  ): Promise<Outcome> {
    const pieces = await this.pieces.cut(job, plan, orders, tx);
    const measured = await this.jobs.apply(job, { framesTotal: plan.frames, stage: 'rendering' }, tx);
    const facts = { pieces: pieces.length, cached: pieces.filter(({ state }) => state === 'done').length };
    // An earlier render may have made them all.
    if (facts.cached === pieces.length)
      return { ...(await this.join(await this.count(measured, pieces, tx), attempt, tx)), facts };
    const waiting = pieces.filter(({ state }) => state === 'waiting');
    return { job: await this.count(measured, pieces, tx), attempt, waiting, says: 'film cut', facts };
  }

  private async join(job: Job, attempt: Attempt, tx: Tx): Promise<Outcome> {
    const stitch = await this.pieces.join(job, tx);
    return { job, attempt, waiting: [stitch], says: 'pieces made, they are to be joined' };
  }

  /** Frames of pieces that are done count for the job; its numbers never fall. */
  private async count(job: Job, orders: readonly WorkOrder[], tx: Tx): Promise<Job> {
    const done = framesDone(orders);
    if (done <= job.frames.done || job.frames.total === 0) return job;
    const progress = Math.max(
      job.progress,
      Math.floor(PIECES_PERCENT * Math.min(1, done / job.frames.total)),
    );
    return this.jobs.apply(job, { framesDone: done, progress }, tx);
  }

  private async complete(job: Job, attempt: Attempt, result: WorkResult, tx: Tx): Promise<Outcome> {
    const at = this.clock.date();
    const published =
      result.kind === 'whole' || result.kind === 'stitch' || result.kind === 'tool'
        ? publication(job, result, at, this.config.creditRate)
        : { stage: 'completed', progress: 100, completedAt: at };
    const after = await this.jobs.apply(job, { ...published, state: jobTo(job, 'finished') }, tx);
    await this.tellFinished(after, tx);
    const facts = 'renderedWith' in result ? { renderedWith: result.renderedWith } : {};
    return { job: after, attempt, says: 'job completed', facts };
  }
}

/** Percent of a job when all its pieces are made; the rest is joining, judging and sending. */
const PIECES_PERCENT = 92;

export const jobTo = (job: Job, event: JobEvent): JobState =>
  legal(`job ${job.id}`, nextJobState(job.state, event));
