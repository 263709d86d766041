import { Injectable } from '@nestjs/common';
import { OutputsService, type Target } from '../destinations/index.js';
import { coalesced } from '../platform/coalesce.js';
import { Clock } from '../platform/clock.js';
import { isFaultOfRows } from '../platform/database/fault-of-rows.policy.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { CreditsService } from '../pricing/index.js';
import { REPLAY_WINDOW_MS } from './idempotency.js';
import { IdempotencyKeysRepository, type KeyUse } from './idempotency-keys.repository.js';
import type { IdempotencyClaim, WorkOrder } from './job.types.js';
import { JobsRepository, type NewJob } from './jobs.repository.js';
import { WorkOrdersRepository } from './orders/work-orders.repository.js';

/** Everything that a submission writes. */
export interface FreshSubmission extends NewJob {
  orders: readonly WorkOrder[];
  targets: readonly Target[];
  claim: IdempotencyClaim | undefined;
}

/** Why it was not written; undefined: it was. */
type Outcome = Error | undefined;

/** Submissions of one transaction; more would make the first of them wait for the last. */
const BATCH = 50;

/**
 * Writes submissions. Those of one workspace follow one another anyway (its account is locked), so those
 * that come while one is being written are written together by the next transaction: the busier, the fewer statements
 * and waits for the disk. Each is there whole or not at all, and answered after the commit.
 */
@Injectable()
export class SubmissionWriter {
  private readonly queued = coalesced<FreshSubmission, Outcome>(
    (batch) => this.writeAll(batch),
    BATCH,
    ({ job }) => job.workspaceId,
  );

  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly keys: IdempotencyKeysRepository,
    private readonly credits: CreditsService,
    private readonly outputs: OutputsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** True when it is written, false when its Idempotency-Key is another submission's; throws 402. */
  async write(fresh: FreshSubmission): Promise<boolean> {
    const trouble = await this.queued(fresh);
    if (trouble && !(trouble instanceof KeyTaken)) throw trouble;
    return trouble === undefined;
  }

  /** What one submission does wrong is its own affair: then each is written alone. */
  private async writeAll(batch: readonly FreshSubmission[]): Promise<Outcome[]> {
    try {
      return await this.transactions.run((tx) => this.writeIn(batch, tx));
    } catch (error) {
      if (batch.length === 1) return [error as Error];
      if (!(error instanceof KeyTaken) && !isFaultOfRows(error)) throw error;
    }
    const outcomes: Outcome[] = [];
    for (const one of batch) outcomes.push(...(await this.writeAll([one])));
    return outcomes;
  }

  private async writeIn(batch: readonly FreshSubmission[], tx: Tx): Promise<Outcome[]> {
    const [{ job: first }] = batch as [FreshSubmission];
    const { workspaceId } = first;
    await this.orders.wake(workspaceId, first.createdAt, tx);
    const charges = batch.map(({ job }) => ({ jobId: job.id, cost: job.cost }));
    const refusals = await this.credits.reserve(workspaceId, charges, tx);
    const paid = batch.filter((_, index) => refusals[index] === undefined);
    await this.jobs.insert(paid, tx);
    const orders = paid.flatMap(({ job, orders: own }) =>
      own.map((order) => ({ order, createdAt: job.createdAt })),
    );
    await this.orders.insertAwake(orders, tx);
    for (const { job, targets } of paid) if (targets.length > 0) await this.outputs.plan(job, targets, tx);
    await this.takeKeys(workspaceId, paid, tx);
    return refusals;
  }

  private async takeKeys(workspaceId: string, batch: readonly FreshSubmission[], tx: Tx): Promise<void> {
    const uses = batch.flatMap(({ job, claim }): KeyUse[] =>
      claim ? [{ claim, jobId: job.id, at: job.createdAt }] : [],
    );
    const since = new Date(this.clock.now() - REPLAY_WINDOW_MS);
    const taken = await this.keys.take(workspaceId, uses, since, tx);
    // Throwing undoes the jobs that were just written.
    if (taken.size < uses.length) throw new KeyTaken();
  }
}

/** Somebody else's submission with this Idempotency-Key was written first. */
class KeyTaken extends Error {}
