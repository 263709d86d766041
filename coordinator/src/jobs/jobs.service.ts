import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { canBeCut } from '@farm/shared/scene';
import { estimateCost } from '../pricing/index.js';
import { OutputsService } from '../destinations/index.js';
import { absoluteUrl, StorageService } from '../storage/index.js';
import { DiskGuard } from '../platform/disk/disk-guard.service.js';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { MAX_KEY_LENGTH, REPLAY_WINDOW_MS } from './idempotency.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import { fileNameOf } from './file-name.policy.js';
import { nextJobState } from './job.state.js';
import type {
  Cancelled,
  DirectPlan,
  FileLink,
  IdempotencyClaim,
  Job,
  JobListing,
  JobWork,
  OutputRole,
  Submission,
  Submitted,
  Submitter,
  WorkOrder,
} from './job.types.js';
import { JobsRepository, type NewJob } from './jobs.repository.js';
import { AttemptsRepository } from './orders/attempts.repository.js';
import { WorkOrdersRepository } from './orders/work-orders.repository.js';
import { SubmissionWriter } from './submission-writer.service.js';
import { divide, isLong, type Division } from './divide.policy.js';
import { Fleet } from './fleet.port.js';
import { firstOrders } from './whole-or-chunks.policy.js';
import { pricedSeconds, type SceneFacts } from './scene-facts.policy.js';
import { workFacts } from './work-facts.policy.js';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;

const FILE_NAMES: Record<OutputRole, string> = { master: 'video', poster: 'poster', sprite: 'sprite sheet' };

/** The one front door of every dialect: submit, look, cancel, fetch. */
@Injectable()
export class JobsService {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly attempts: AttemptsRepository,
    private readonly keys: IdempotencyKeysRepository,
    private readonly transactions: Transactions,
    private readonly outputs: OutputsService,
    private readonly storage: StorageService,
    private readonly writer: SubmissionWriter,
    private readonly disk: DiskGuard,
    private readonly events: EventBus,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /**
   * Writes job, first order and Idempotency-Key in one transaction: after a crash there is all of them or none.
   * The same key and body again answers the first job; the same key with another body is refused (409).
   */
  async submit(submitter: Submitter, submission: Submission): Promise<Submitted> {
    const claim = submission.idempotency;
    const earlier = claim && (await this.replay(submitter.workspaceId, claim));
    if (earlier) return { job: earlier, replayed: true };
    await this.disk.refuseWhenFull();
    const job = this.newJob(submitter, submission);
    const orders = firstOrders(job, submission.work, newId, await this.divisionOf(job, submission.work));
    const written = await this.writer.write({
      ...{ job, orders, ...stored(submission), createdBy: submitter.memberId ?? null },
      ...{ targets: submission.targets ?? [], claim },
    });
    if (!written) return this.afterClash(submitter.workspaceId, claim);
    await this.announce(job, orders);
    return { job, replayed: false };
  }

  /** The job, or undefined: unknown ids, other workspaces' ids and texts that are no ids look alike. */
  async get(workspaceId: string, id: string): Promise<Job | undefined> {
    return isUuid(id) ? this.jobs.get(workspaceId, id) : undefined;
  }

  /** For other features of the coordinator: any workspace's job, inside a transaction when one is given. */
  byId(id: string, tx?: Tx): Promise<Job | undefined> {
    return this.jobs.byId(id, tx);
  }

  /** The job, or a `not-found` error with a sentence. */
  async require(workspaceId: string, id: string): Promise<Job> {
    const job = await this.get(workspaceId, id);
    if (!job) throw new FarmError('not-found', `There is no render ${id} in this workspace.`);
    return job;
  }

  /** Newest first. */
  list(workspaceId: string, listing: JobListing = {}): Promise<Job[]> {
    const limit = Math.min(Math.max(1, listing.limit ?? DEFAULT_LIMIT), MAX_LIMIT);
    return this.jobs.list(workspaceId, listing.kind ?? 'render', limit, listing.state);
  }

  /** The direct plan of a tool job; undefined when it is a scene. */
  planOf(job: Pick<Job, 'id'>): Promise<DirectPlan | undefined> {
    return this.jobs.planOf(job.id);
  }

  /** The document as the customer sent it. */
  documentOf(workspaceId: string, id: string): Promise<unknown> {
    return this.jobs.documentOf(workspaceId, id);
  }

  /**
   * Ends the job at once. Its attempts lose their leases in the same transaction, so nothing they report later
   * counts; their agents are told after it, and learn it at the next beat or hello when that message is lost.
   */
  async cancel(workspaceId: string, id: string): Promise<Cancelled> {
    await this.require(workspaceId, id);
    const { before, after, stopped } = await this.transactions.run((tx) => this.cancelIn(id, tx));
    for (const attempt of stopped)
      await this.events.emit('order.cancel-requested', {
        jobId: id,
        orderId: attempt.orderId,
        attemptId: attempt.id,
        agentId: attempt.agentId,
      });
    await this.events.emit('job.changed', {
      jobId: id,
      workspaceId,
      state: after.state,
      progress: after.progress,
    });
    return { job: after, previousState: before.state };
  }

  /** A short-lived address of one published file; `not-ready` names the state while there is none. */
  async grantFile(
    job: Job,
    role: OutputRole,
    options: { origin?: string; inline?: boolean } = {},
  ): Promise<FileLink> {
    const file = job.outputs?.[role];
    if (job.state !== 'completed' || !file)
      throw new FarmError(
        'not-ready',
        `Render ${job.id} is ${job.state} and has no ${FILE_NAMES[role]} to download.`,
        {
          details: { status: job.state },
        },
      );
    if (job.expiredAt) throw expired(job, job.expiredAt);
    const fileName = fileNameOf(job, role, job.outputs?.master.contentType);
    const ttl = this.config.urlTtl;
    const grant = await this.storage.grantDownload(file.key, {
      ttl,
      fileName,
      contentType: file.contentType,
      inline: options.inline ?? false,
    });
    return { url: absoluteUrl(options.origin ?? '', grant.url), fileName, expiresInSeconds: ttl };
  }

  private newJob(submitter: Submitter, submission: Submission): Job {
    const facts = workFacts(submission.work);
    return {
      id: newId(),
      workspaceId: submitter.workspaceId,
      name: submission.name,
      dialect: submission.dialect,
      kind: submission.work.kind,
      state: 'pending',
      stage: 'pending',
      progress: 0,
      frames: { done: 0, total: facts.frames },
      width: facts.width,
      height: facts.height,
      fps: facts.fps,
      duration: facts.duration,
      cost: this.priceOf(facts),
      error: null,
      failureCode: null,
      warnings: submission.warnings ?? [],
      outputs: null,
      renderedWith: null,
      webhookUrl: submission.webhookUrl ?? null,
      projectId: submission.projectId ?? null,
      templateId: submission.templateId ?? null,
      priority: submission.priority ?? 0,
      requires: submission.requires ?? [],
      prefers: submission.prefers ?? [],
      notBefore: submission.notBefore ?? null,
      origin: submission.origin,
      createdAt: this.clock.date(),
      startedAt: null,
      completedAt: null,
      expiredAt: null,
    };
  }

  /** How a long film is cut; short ones ask nobody. */
  private async divisionOf(job: Job, work: JobWork): Promise<Division | undefined> {
    const { chunks } = this.config;
    if (work.kind !== 'render' || chunks === 'never' || job.duration === null) return undefined;
    if (!canBeCut(work.scene.output)) return undefined;
    const film = { ...job, frames: job.frames.total };
    if (chunks === 'auto' && !isLong(film)) return undefined;
    const terms = { mode: chunks, requires: job.requires, cap: this.config.workspaceConcurrency };
    return divide(film, await this.fleet.facts(), terms);
  }

  /** Credits, as far as can be said before the media is known. */
  private priceOf(facts: SceneFacts): number {
    if (facts.frames === 0) return 0;
    return estimateCost({ ...facts, duration: pricedSeconds(facts) }, this.config.creditRate);
  }

  private async replay(workspaceId: string, claim: IdempotencyClaim): Promise<Job | undefined> {
    if (claim.key.length === 0 || claim.key.length > MAX_KEY_LENGTH)
      throw new FarmError(
        'idempotency-key-invalid',
        `The Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`,
      );
    const found = await this.keys.find(workspaceId, claim, this.windowStart());
    if (!found) return undefined;
    if (found.bodyHash !== claim.bodyHash)
      throw new FarmError(
        'idempotency-key-reused',
        'This Idempotency-Key was used with another body in the last 24 hours. Use a new key for a new render.',
        { details: { jobId: found.jobId } },
      );
    return this.jobs.get(workspaceId, found.jobId);
  }

  /** Somebody else's submission with this key was committed while ours was under way. */
  private async afterClash(workspaceId: string, claim: IdempotencyClaim | undefined): Promise<Submitted> {
    const job = claim && (await this.replay(workspaceId, claim));
    if (!job)
      throw new FarmError('conflict', 'This Idempotency-Key is in use by another request. Try again.');
    return { job, replayed: true };
  }

  private windowStart(): Date {
    return new Date(this.clock.now() - REPLAY_WINDOW_MS);
  }

  private async announce(job: Job, orders: WorkOrder[]): Promise<void> {
    for (const order of orders) await this.events.emit('order.waiting', { jobId: job.id, orderId: order.id });
    const { id: jobId, workspaceId, state, progress } = job;
    await this.events.emit('job.changed', { jobId, workspaceId, state, progress });
  }

  private async cancelIn(id: string, tx: Tx) {
    const before = await this.jobs.lock(id, tx);
    const state = before && nextJobState(before.state, 'cancelled');
    if (!before || typeof state !== 'string')
      throw new FarmError(
        'conflict',
        `Render ${id} is already ${before?.state ?? 'gone'} and cannot be cancelled.`,
        {
          details: { status: before?.state },
        },
      );
    const at = this.clock.date();
    await this.jobs.change(id, { state, stage: state, completedAt: at, attemptId: null }, tx);
    await this.orders.cancelOfJob(id, at, tx);
    const stopped = await this.attempts.leasedOfJob(id, tx);
    for (const attempt of stopped)
      await this.attempts.change(attempt.id, { state: 'cancelled', endedAt: at }, tx);
    await this.outputs.giveUpOfJob(before.workspaceId, id, 'The render was cancelled.', tx);
    await this.events.emit(
      'job.finished',
      { jobId: id, workspaceId: before.workspaceId, state: 'cancelled' },
      tx,
    );
    return { before, stopped, after: { ...before, state, stage: state, completedAt: at } };
  }
}

/** What of a submission goes into the job's big columns. */
function stored({ work, document }: Submission): Pick<NewJob, 'scene' | 'plan' | 'document'> {
  return {
    document,
    scene: 'scene' in work ? work.scene : null,
    plan: 'direct' in work ? work.direct : null,
  };
}

function expired({ id }: Job, at: Date): FarmError {
  const expiredAt = at.toISOString();
  return new FarmError(
    'expired',
    `The files of render ${id} were deleted at ${expiredAt}: this farm keeps them for a limited time. Render it again.`,
    { details: { expiredAt } },
  );
}
