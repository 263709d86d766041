import { Injectable } from '@nestjs/common';
import type { Failure, WorkResult } from '@farm/shared/wire';
import { OutputsService } from '../../destinations/index.js';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { OutputDeliveriesService } from '../deliveries/output-deliveries.service.js';
import { isFinalJobState, nextJobState, type JobEvent, type JobState, type Refusal } from '../job.state.js';
import type { Attempt, Job, WorkOrder } from '../job.types.js';
import { JobsRepository, type JobChange } from '../jobs.repository.js';
import { nextStep } from '../next-orders.policy.js';
import { publication } from '../publication.policy.js';
import { judgeFailure, LOSSES, type Verdict } from '../retry.policy.js';
import { AttemptsRepository } from './attempts.repository.js';
import {
  nextAttemptState,
  nextOrderState,
  type AttemptEvent,
  type AttemptState,
  type OrderEvent,
  type OrderState,
} from './work-order.state.js';
import { WorkOrdersRepository } from './work-orders.repository.js';

/** Job, order and attempt with their rows locked. */
export interface Held {
  job: Job;
  order: WorkOrder;
  attempt: Attempt;
}

/** What a transition changed, to be told after the commit. */
export interface Outcome {
  job: Job;
  attempt: Attempt;
  says: string;
  level?: 'info' | 'warn';
  facts?: Record<string, unknown>;
  /** Orders that wait now, again or for the first time. */
  waiting?: WorkOrder[];
  /** Other attempts that must end now. */
  stopped?: Attempt[];
  /** The attempt's files are nobody's. */
  discard?: boolean;
}

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
    private readonly deliveries: OutputDeliveriesService,
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
    const after = await this.changeJob(
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
    // The report may be faster than the ack of the offer.
    const started = (await this.start(held, tx))?.job ?? held.job;
    const { order, attempt } = held;
    const at = this.clock.date();
    await this.attempts.change(attempt.id, { state: 'done', endedAt: at }, tx);
    await this.changeOrder(order, { state: orderTo(order, 'finished'), result, finishedAt: at }, tx);
    const { id: orderId, payload, workspaceId, jobId } = order;
    await this.events.emit('order.done', { jobId, workspaceId, orderId, result, payload }, tx);
    return this.advance(started, attempt, tx);
  }

  /** J: rendering --finished--> completed when nothing is left to do. */
  private async advance(job: Job, attempt: Attempt, tx: Tx): Promise<Outcome> {
    const idle = { job, attempt, says: 'order done' };
    // An output of a finished job may be sent again.
    if (isFinalJobState(job.state)) return idle;
    const outputs = await this.outputs.ofJob(job.workspaceId, job.id, tx);
    const step = nextStep(await this.orders.ofJob(job.id, tx), outputs);
    switch (step.kind) {
      case 'wait':
        return idle;
      case 'deliver': {
        const waiting = await this.deliveries.begin(job, step.outputIds, tx);
        const after = await this.changeJob(job, { stage: 'uploading', attemptId: null }, tx);
        return { job: after, attempt, waiting, says: 'film made, deliveries wait' };
      }
      case 'finished':
        return this.complete(job, attempt, step.result, tx);
    }
  }

  private async complete(job: Job, attempt: Attempt, result: WorkResult, tx: Tx): Promise<Outcome> {
    const at = this.clock.date();
    const published =
      result.kind === 'whole' || result.kind === 'tool'
        ? publication(job, result, at, this.config.creditRate)
        : { stage: 'completed', progress: 100, completedAt: at };
    const after = await this.changeJob(job, { ...published, state: jobTo(job, 'finished') }, tx);
    await this.tellFinished(after, tx);
    const facts = 'renderedWith' in result ? { renderedWith: result.renderedWith } : {};
    return { job: after, attempt, says: 'job completed', facts };
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
    return verdict.kind === 'retry'
      ? this.retry({ job, order, attempt }, failure, verdict, tx)
      : this.giveUp({ job, order, attempt }, failure, verdict, tx);
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
        excludedEngines: verdict.excludeEngine
          ? [...new Set([...order.excludedEngines, verdict.excludeEngine])]
          : order.excludedEngines,
      },
      tx,
    );
    const idle = { stage: 'pending', progress: 0, framesDone: 0, attemptId: null };
    const after = order.kind === 'deliver' ? job : await this.changeJob(job, idle, tx);
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
    // Sibling orders of a divided job have nothing left to work for.
    await this.orders.cancelOfJob(job.id, at, tx);
    const stopped = await this.attempts.leasedOfJob(job.id, tx);
    for (const other of stopped)
      await this.attempts.change(other.id, { state: 'cancelled', endedAt: at }, tx);
    await this.outputs.giveUpOfJob(job.workspaceId, job.id, NOTHING_TO_SEND, tx);
    const state = jobTo(job, 'gave-up');
    const change = {
      state,
      stage: state,
      error: verdict.message,
      failureCode: failure.code,
      completedAt: at,
    };
    const after = await this.changeJob(job, { ...change, attemptId: null }, tx);
    await this.tellFinished(after, tx);
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
    const outcome = await this.advance(job, attempt, tx);
    return { ...outcome, level: 'warn', says: 'delivery failed', facts: { ...outcome.facts, failure } };
  }

  private in(delayMs: number): Date {
    return new Date(this.clock.now() + delayMs);
  }

  private async changeJob(job: Job, change: JobChange, tx: Tx): Promise<Job> {
    await this.jobs.change(job.id, change, tx);
    const { attemptId: _, framesDone, framesTotal, ...rest } = change;
    const frames = { done: framesDone ?? job.frames.done, total: framesTotal ?? job.frames.total };
    return { ...job, ...rest, frames };
  }

  private async changeOrder(
    order: WorkOrder,
    change: Partial<WorkOrder> & { finishedAt?: Date },
    tx: Tx,
  ): Promise<WorkOrder> {
    await this.orders.change(order.id, change, tx);
    return { ...order, ...change };
  }

  /** Inside the transaction: listeners (webhooks) write their rows with it or not at all. */
  private async tellFinished(job: Job, tx: Tx): Promise<void> {
    if (job.state === 'completed' || job.state === 'failed')
      await this.events.emit(
        'job.finished',
        { jobId: job.id, workspaceId: job.workspaceId, state: job.state },
        tx,
      );
  }
}

const withAgent = (order: WorkOrder, agentId: string): string[] => [...new Set([...order.failedOn, agentId])];

/** The tables refuse what they do not know; under the locks and behind the fence that is a mistake of ours. */
function legal<S extends string, E extends string>(what: string, next: S | Refusal<S, E>): S {
  if (typeof next === 'string') return next;
  throw new Error(`${what}: no move from ${next.state} by ${next.event}.`);
}
const jobTo = (job: Job, event: JobEvent): JobState => legal(`job ${job.id}`, nextJobState(job.state, event));
const orderTo = (order: WorkOrder, event: OrderEvent): OrderState =>
  legal(`order ${order.id}`, nextOrderState(order.state, event));
const attemptTo = (attempt: Attempt, event: AttemptEvent): AttemptState =>
  legal(`attempt ${attempt.id}`, nextAttemptState(attempt.state, event));
