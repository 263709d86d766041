import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { Rounds } from '../../platform/rounds.js';
import { Fleet } from '../fleet.port.js';
import { isFinalJobState } from '../job.state.js';
import type { Job, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';
import { PiecesRepository } from './pieces.repository.js';
import { PiecesService } from './pieces.service.js';
import { givenUp, missingAfter, type Missing } from './stranded.policy.js';

const LOOK_EVERY_MS = 30_000;
const BATCH = 50;

/**
 * Timer: pieces share one family of encoder. When its agents have been gone for minutes and others are there, films
 * that only wait are made in one piece. Runs everywhere; the lock of the job decides between two.
 */
@Injectable()
export class StrandedPieces implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;
  private missing: Missing = new Map();

  constructor(
    private readonly pieces: PiecesRepository,
    private readonly steps: PiecesService,
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly fleet: Fleet,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.rounds = new Rounds(clock, LOOK_EVERY_MS, () =>
      this.rescue().catch((error: unknown) =>
        this.logger.warn({ err: error }, 'waiting pieces could not be looked at'),
      ),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Looks never overlap. */
  look(): Promise<void> {
    return this.rounds.now();
  }

  private async rescue(): Promise<void> {
    const engines = await this.pieces.waitedFor();
    const now = this.clock.now();
    this.missing =
      engines.length === 0 ? new Map() : missingAfter(this.missing, engines, await this.fleet.facts(), now);
    for (const engine of givenUp(this.missing, now))
      for (const jobId of await this.pieces.stranded(engine, BATCH)) await this.undivide(jobId);
  }

  private async undivide(jobId: string): Promise<void> {
    const made = await this.transactions.run((tx) => this.undivideIn(jobId, tx));
    if (!made) return;
    const { job, order } = made;
    this.logger.warn(
      { jobId },
      'no agent has the encoder of its pieces any more, the film is made in one piece',
    );
    const { workspaceId, state, progress } = job;
    await this.events.emit('job.changed', { jobId, workspaceId, state, progress });
    await this.events.emit('order.waiting', { jobId, orderId: order.id });
  }

  private async undivideIn(jobId: string, tx: Tx): Promise<{ job: Job; order: WorkOrder } | undefined> {
    const job = await this.jobs.lock(jobId, tx);
    if (!job || isFinalJobState(job.state)) return undefined;
    const orders = await this.orders.ofJob(jobId, tx);
    const still = orders.some(({ kind, state }) => kind === 'chunk' && state === 'waiting');
    if (!still || orders.some(({ state }) => state === 'running')) return undefined;
    await this.orders.cancelOfJob(jobId, this.clock.date(), tx);
    const order = await this.steps.instead(job, tx);
    const change = { stage: 'pending', progress: 0, framesDone: 0, attemptId: null };
    return { job: await this.jobs.apply(job, change, tx), order };
  }
}
