import { Injectable } from '@nestjs/common';
import { FAILURES, type Failure, type WorkResult } from '@farm/shared/wire';
import { OutputsService } from '../../destinations/index.js';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { Attempt, Job, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { isDivided } from '../pieces/piece-orders.policy.js';
import { PiecesService } from '../pieces/pieces.service.js';
import { judgeFailure, LOSSES, type Verdict } from '../retry.policy.js';
import { AttemptsRepository } from './attempts.repository.js';
import { JobAdvance, jobTo } from './job-advance.js';
import { legal } from './legal-move.js';
import type { Held, Outcome } from './outcome.types.js';
import {
  nextAttemptState,
  nextOrderState,
  type AttemptEvent,
  type AttemptState,
  type OrderEvent,
  type OrderState,
} from './work-order.state.js';
import { WorkOrdersRepository } from './work-orders.repository.js';

const NOTHING_TO_SEND = 'The render failed, so there is no file to send.';
const REFUSED_DELAY_MS = { busy: 500, unfit: 5000 } as const;

/** The transitions of attempts with what they mean for order and job. Always inside a transaction that holds the locks. */
@Injectable()
export class AttemptEndings {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly attempts: AttemptsRepository,
    private readonly outputs: OutputsService,
    private readonly pieces: PiecesService,
    private readonly next: JobAdvance,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** A: offered --accepted--> running; J: pending --started--> rendering. Undefined when it runs already. */
  async start(held: Held, tx: Tx): Promise<Outcome | undefined> {
    const { job, attempt } = held;
    if (attempt.state === 'running') return undefined;
    await this.attempts.change(attempt.id, { state: attemptTo(attempt, 'accepted') }, tx);
    // A delivery is not what the job shows: its film is made.
    if (held.order.kind === 'deliver') return { job, attempt, says: 'delivery started' };
    // Many attempts at once: the job shows their sum and none of them.
    if (isDivided(held.order.kind)) return this.startPiece(held, tx);
    const after = await this.jobs.apply(
      job,
      {
        state: jobTo(job, 'started'),
        stage: 'preparing',
        progress: 0,
        framesDone: 0,
        attemptId: attempt.id,
        startedAt: job.startedAt ?? this.clock.date(),
      },
      tx,
    );
    return {
      job: after,
      attempt,
      says: 'attempt started',
      facts: { lease: attempt.token, engine: attempt.engine },
    };
  }

  private async startPiece({ job, order, attempt }: Held, tx: Tx): Promise<Outcome> {
    const stage = order.kind === 'plan' ? 'preparing' : 'rendering';
    const startedAt = job.startedAt ?? this.clock.date();
    const after = await this.jobs.apply(job, { state: jobTo(job, 'started'), stage, startedAt }, tx);
    const facts = { kind: order.kind, lease: attempt.token, engine: attempt.engine };
    return { job: after, attempt, says: 'attempt started', facts };
  }

  /** A: offered --refused--> refused; O: running --offer-refused--> waiting. */
  async refuse(held: Held, refusal: { kind: 'unfit' | 'busy'; message: string }, tx: Tx): Promise<Outcome> {
    const { job, order, attempt } = held;
    await this.attempts.change(
      attempt.id,
      { state: attemptTo(attempt, 'refused'), endedAt: this.clock.date() },
      tx,
    );
    const failedOn = refusal.kind === 'unfit' ? withAgent(order, attempt.agentId) : order.failedOn;
    const waiting = await this.changeOrder(
      order,
      {
        state: orderTo(order, 'offer-refused'),
        notBefore: this.in(REFUSED_DELAY_MS[refusal.kind]),
        failedOn,
      },
      tx,
    );
    const facts = { reason: refusal.message };
    return { job, attempt, waiting: [waiting], says: 'offer came to nothing, the order waits', facts };
  }

  /** A: --finished--> done; O: running --finished--> done; then what the job does next. */
  async finish(held: Held, result: WorkResult, tx: Tx): Promise<Outcome> {
    const odd = await this.pieces.problem(held.order, result, tx);
    if (odd !== undefined) return this.fail(held, { code: 'verify-failed', message: odd }, tx);
    // The report may be faster than the ack of the offer.
    const started = (await this.start(held, tx))?.job ?? held.job;
    const { order, attempt } = held;
    const at = this.clock.date();
    orderTo(order, 'finished');
    await this.orders.finish({ id: order.id, result, finishedAt: at }, attempt.id, tx);
    const { id: orderId, payload, workspaceId, jobId } = order;
    await this.events.emit('order.done', { jobId, workspaceId, orderId, result, payload }, tx);
    await this.pieces.keep(order, result, tx);
    return this.next.advance(started, attempt, tx);
  }

  /** A: --failed--> failed; then O: running --will-retry--> waiting, or --gave-up--> failed and the job with it. */
  async fail(held: Held, failure: Failure, tx: Tx): Promise<Outcome> {
    const { job, order, attempt } = held;
    const endedAt = this.clock.date();
    await this.attempts.change(attempt.id, { state: attemptTo(attempt, 'failed'), endedAt, failure }, tx);
    const verdict = judgeFailure({
      failure,
      engine: attempt.engine,
      failuresBefore: order.failures,
      maxAttempts: this.config.maxAttempts,
      losses: LOSSES.includes(failure.code) ? await this.attempts.countFailed(order.id, LOSSES, tx) : 0,
      random: Math.random(),
    });
    const outcome =
      verdict.kind === 'retry'
        ? await this.retry({ job, order, attempt }, failure, verdict, tx)
        : await this.giveUp({ job, order, attempt }, failure, verdict, tx);
    return { ...outcome, failure };
  }

  private async retry(
    { job, order, attempt }: Held,
    failure: Failure,
    verdict: Extract<Verdict, { kind: 'retry' }>,
    tx: Tx,
  ): Promise<Outcome> {
    const waiting = await this.changeOrder(
      order,
      {
        state: orderTo(order, 'will-retry'),
        failures: verdict.failures,
        notBefore: this.in(verdict.delayMs),
        failedOn: verdict.avoidAgent ? withAgent(order, attempt.agentId) : order.failedOn,
        // Pieces of one film share their encoder.
        excludedEngines:
          verdict.excludeEngine && order.kind !== 'chunk'
            ? [...new Set([...order.excludedEngines, verdict.excludeEngine])]
            : order.excludedEngines,
      },
      tx,
    );
    const idle = { stage: 'pending', progress: 0, framesDone: 0, attemptId: null };
    const aside = order.kind === 'deliver' || isDivided(order.kind);
    const after = aside ? job : await this.jobs.apply(job, idle, tx);
    const facts = { failure, failures: verdict.failures, delayMs: verdict.delayMs };
    return {
      job: after,
      attempt,
      waiting: [waiting],
      discard: true,
      level: 'warn',
      says: 'attempt failed, will retry',
      facts,
    };
  }

  private async giveUp(
    { job, order, attempt }: Held,
    failure: Failure,
    verdict: Extract<Verdict, { kind: 'give-up' }>,
    tx: Tx,
  ): Promise<Outcome> {
    const at = this.clock.date();
    const { failures } = verdict;
    await this.changeOrder(order, { state: orderTo(order, 'gave-up'), failures, finishedAt: at }, tx);
    if (order.kind === 'deliver')
      return this.undelivered({ job, order, attempt }, failure, verdict.message, tx);
    const stopped = await this.endSiblings(job, at, tx);
    // The customer has no part in a join, whatever its failure is called.
    if (order.kind === 'stitch' || (isDivided(order.kind) && FAILURES[failure.code].fault !== 'user'))
      return this.undivided({ job, order, attempt }, failure, stopped, tx);
    await this.outputs.giveUpOfJob(job.workspaceId, job.id, NOTHING_TO_SEND, tx);
    const state = jobTo(job, 'gave-up');
    const change = {
      state,
      stage: state,
      error: verdict.message,
      failureCode: failure.code,
      completedAt: at,
    };
    const after = await this.jobs.apply(job, { ...change, attemptId: null }, tx);
    await this.next.tellFinished(after, tx);
    return {
      job: after,
      attempt,
      stopped,
      discard: true,
      level: 'warn',
      says: 'job failed',
      facts: { failure },
    };
  }

  /** Sibling orders of a divided job have nothing left to work for. */
  private async endSiblings(job: Job, at: Date, tx: Tx): Promise<Attempt[]> {
    await this.orders.cancelOfJob(job.id, at, tx);
    const stopped = await this.attempts.leasedOfJob(job.id, tx);
    for (const other of stopped)
      await this.attempts.change(other.id, { state: 'cancelled', endedAt: at }, tx);
    return stopped;
  }

  /** Pieces that come to nothing through no fault of the customer's: the film is made in one piece. */
  private async undivided(
    { job, order, attempt }: Held,
    failure: Failure,
    stopped: Attempt[],
    tx: Tx,
  ): Promise<Outcome> {
    const waiting = [await this.pieces.insteadOfFailed(job, tx)];
    const change = { stage: 'pending', progress: 0, framesDone: 0, attemptId: null };
    const after = await this.jobs.apply(job, change, tx);
    const says = `the ${order.kind} of a divided film failed, it is made in one piece`;
    return { job: after, attempt, waiting, stopped, discard: true, level: 'warn', says, facts: { failure } };
  }

  /** A delivery that came to nothing fails its output and never the job: the farm's own copy is there. */
  private async undelivered(
    { job, order, attempt }: Held,
    failure: Failure,
    message: string,
    tx: Tx,
  ): Promise<Outcome> {
    const final = failure.code === 'destination-refused';
    if (order.payload.outputId !== undefined)
      await this.outputs.fail(order.payload.outputId, message, { final }, tx);
    const outcome = await this.next.advance(job, attempt, tx);
    return { ...outcome, level: 'warn', says: 'delivery failed', facts: { ...outcome.facts, failure } };
  }

  private in(delayMs: number): Date {
    return new Date(this.clock.now() + delayMs);
  }

  private async changeOrder(
    order: WorkOrder,
    change: Partial<WorkOrder> & { finishedAt?: Date },
    tx: Tx,
  ): Promise<WorkOrder> {
    await this.orders.change(order.id, change, tx);
    return { ...order, ...change };
  }
}

const withAgent = (order: WorkOrder, agentId: string): string[] => [...new Set([...order.failedOn, agentId])];

const orderTo = (order: WorkOrder, event: OrderEvent): OrderState =>
  legal(`order ${order.id}`, nextOrderState(order.state, event));
const attemptTo = (attempt: Attempt, event: AttemptEvent): AttemptState =>
  legal(`attempt ${attempt.id}`, nextAttemptState(attempt.state, event));
