import { Injectable } from '@nestjs/common';
import { assertNever } from '@farm/shared/lang';
import type { AgentAck, AttemptRef, Failure, WorkResult } from '@farm/shared/wire';
import { Clock } from '../../platform/clock.js';
import { coalesced } from '../../platform/coalesce.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import type { Attempt, Job, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { AttemptFilesService } from './attempt-files.service.js';
import { AttemptMeters } from './attempt-meters.js';
import {
  AttemptsRepository,
  type AttemptBeat,
  type AttemptStart,
  type BegunAttempt,
} from './attempts.repository.js';
import { AttemptEndings } from './attempt-endings.js';
import { HeldRepository } from './held.repository.js';
import { fence, fenceReport, leaseEnd, type Fence } from './lease.policy.js';
import type { Held, Outcome } from './outcome.types.js';
import { ResultJudge } from './result-judge.service.js';

export type ReportAck = Extract<AgentAck<'attempt.done'>, { ok: true }>;
export interface StopOrder {
  attemptId: string;
  reason: 'cancelled' | 'lease-lost';
}
export interface RunningVerdict {
  attemptId: string;
  verdict: 'keep' | 'stop';
  reason?: string;
}
/** Why an offer came to nothing. `unfit`: this agent cannot do it; `busy`: it could another time. */
export interface OfferRefusal {
  kind: 'unfit' | 'busy';
  message: string;
}

const AGENT_RESTARTED: Failure = {
  code: 'agent-restarted',
  message: 'The machine that rendered this was restarted.',
};

/** Kinds that `AttemptsRepository.begin` knows. */
const BEGUN_TOGETHER: readonly WorkOrder['kind'][] = ['whole', 'tool'];

/**
 * Everything that agents say about attempts. Each call is one transaction that first takes the locks of job, order
 * and attempt (in this order) and then asks the fence; a message that does not hold the lease changes nothing.
 *
 * Crash points of the coordinator, and why nothing is lost:
 * - before a transaction commits: it never happened; the agent got no ack and says it again (outbox, beat, hello);
 * - after the commit, before the ack: it is said again and answered `already`;
 * - after the commit, before the event: the slow poll of the dispatcher finds the waiting order; beats carry stops;
 * - after `done` committed, before other attempts' files are deleted: `AttemptFilesService.sweep` deletes them.
 * Files are looked at before the transaction and belong to one attempt only, so they cannot change under it.
 */
@Injectable()
export class AttemptsService {
  /** Offers are taken in crowds: those that come while a statement is under way share the next one. */
  private readonly begin = coalesced<AttemptStart, BegunAttempt | undefined>(async (starts) => {
    const begun = new Map((await this.attempts.begin(starts, this.clock.date())).map((one) => [one.id, one]));
    return starts.map(({ ref }) => begun.get(ref.attemptId));
  });

  constructor(
    private readonly jobs: JobsRepository,
    private readonly held: HeldRepository,
    private readonly attempts: AttemptsRepository,
    private readonly endings: AttemptEndings,
    private readonly files: AttemptFilesService,
    private readonly results: ResultJudge,
    private readonly meters: AttemptMeters,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The agent took the offer; `kind` of its order where that is known. False: the lease is gone meanwhile, the agent must stop. */
  async accepted(
    agentId: string,
    ref: AttemptRef,
    ttlMs: number,
    kind?: WorkOrder['kind'],
  ): Promise<boolean> {
    const begun =
      kind === undefined || BEGUN_TOGETHER.includes(kind)
        ? await this.begin({ agentId, ref, leaseUntil: leaseEnd(this.clock.now(), ttlMs) })
        : undefined;
    if (begun) {
      await this.announceStart(agentId, begun);
      return true;
    }
    return this.within(ref, async (held, tx) => {
      const holds = fence(held?.attempt, ref, agentId) === 'holds';
      if (!held || !holds) return { value: false };
      await this.attempts.change(held.attempt.id, { leaseUntil: leaseEnd(this.clock.now(), ttlMs) }, tx);
      return { value: true, outcome: await this.endings.start(held, tx) };
    });
  }

  /** The offer was refused or not answered: uncounted, the order waits again. */
  async refused(agentId: string, ref: AttemptRef, refusal: OfferRefusal): Promise<void> {
    await this.within(ref, async (held, tx) => {
      // Only an offer can be refused: when a beat was faster than the missing ack, the attempt runs.
      const open = held?.attempt.state === 'offered' && fence(held.attempt, ref, agentId) === 'holds';
      if (!held || !open) return { value: undefined };
      return { value: undefined, outcome: await this.endings.refuse(held, refusal, tx) };
    });
  }

  /** Renews leases, notes progress, and answers what the agent must stop. */
  async beat(agentId: string, beats: AttemptBeat[], ttlMs: number): Promise<StopOrder[]> {
    const renewed = await this.renew(agentId, beats, ttlMs);
    const rest = beats.filter((beat) => !renewed.includes(beat.attemptId));
    const stops: StopOrder[] = [];
    for (const beat of rest) {
      // The ack of the offer got lost: naming the attempt is as good.
      if (await this.accepted(agentId, beat, ttlMs)) await this.renew(agentId, [beat], ttlMs);
      else stops.push({ attemptId: beat.attemptId, reason: await this.reasonToStop(beat.attemptId) });
    }
    await this.tellProgress(beats.map((beat) => beat.attemptId));
    return stops;
  }

  /**
   * Says for each attempt that lives on the agent whether to go on, and ends those that the ledger believes there
   * and the agent does not name: they died with an earlier process.
   */
  async reconcile(agentId: string, running: AttemptRef[], ttlMs: number): Promise<RunningVerdict[]> {
    const verdicts: RunningVerdict[] = [];
    for (const ref of running) verdicts.push(await this.verdictOn(agentId, ref, ttlMs));
    const named = new Set(running.map((ref) => ref.attemptId));
    for (const attempt of await this.attempts.leasedBy(agentId))
      if (!named.has(attempt.id)) await this.end(attempt, AGENT_RESTARTED);
    return verdicts;
  }

  /**
   * The terminal report of a success: checks that the files are there, then publishes by compare-and-set. Looking may
   * complete an upload, so a report that does not hold the lease is not looked into; the answer to it is given under
   * the lock, as always (a lease that was lost never comes back).
   */
  async done(agentId: string, ref: AttemptRef, result: WorkResult): Promise<ReportAck> {
    const known = await this.heldBy(agentId, ref);
    const problem = known && (await this.results.problem(known.attempt, known.order, result));
    const apply = (held: Held, tx: Tx): Promise<Outcome> =>
      problem === undefined ? this.endings.finish(held, result, tx) : this.endings.fail(held, problem, tx);
    const { ack, failure } = await this.report(agentId, ref, 'done', apply);
    if (failure) this.meters.failed(failure.code);
    else if (ack.applied) this.meters.done(result);
    return ack;
  }

  /** The terminal report of a failure. */
  async failed(agentId: string, ref: AttemptRef, failure: Failure): Promise<ReportAck> {
    const { ack } = await this.report(agentId, ref, 'failed', (held, tx) =>
      this.endings.fail(held, failure, tx),
    );
    if (ack.applied) this.meters.failed(failure.code);
    return ack;
  }

  /** Ends an attempt from our side: lease expired, agent restarted or removed. An unanswered offer is not counted. */
  async end(
    attempt: Attempt,
    failure: Failure,
    stillTrue: (now: Attempt) => boolean = () => true,
  ): Promise<void> {
    const isLost = await this.within(attemptRef(attempt), async (held, tx) => {
      const holds = fence(held?.attempt, attemptRef(attempt), attempt.agentId) === 'holds';
      // The facts are looked at again under the lock: a beat may have renewed the lease meanwhile.
      if (!held || !holds || !stillTrue(held.attempt)) return { value: false };
      const unanswered = held.attempt.state === 'offered';
      const outcome = unanswered
        ? await this.endings.refuse(held, { kind: 'busy', message: failure.message }, tx)
        : await this.endings.fail(held, failure, tx);
      return { value: !unanswered, outcome };
    });
    if (isLost) this.meters.failed(failure.code);
  }

  /** The attempt and its order while this agent holds its lease; for grants. */
  async heldBy(
    agentId: string,
    ref: AttemptRef,
  ): Promise<{ attempt: Attempt; order: WorkOrder } | undefined> {
    const known = await this.held.look(ref.attemptId);
    return fence(known?.attempt, ref, agentId) === 'holds' ? known : undefined;
  }

  find(attemptId: string): Promise<Attempt | undefined> {
    return this.attempts.get(attemptId);
  }

  /** Notes what an attempt may write before it may write it, so that leftovers can always be found. */
  noteUploads(attemptId: string, keys: string[]): Promise<boolean> {
    return this.attempts.noteUploads(attemptId, keys);
  }

  private async announceStart(agentId: string, begun: BegunAttempt): Promise<void> {
    const { id: attemptId, jobId, workspaceId, token: lease, engine } = begun;
    this.logger.info({ jobId, attemptId, agentId, lease, engine }, 'attempt started');
    await this.events.emit('job.changed', { jobId, workspaceId, state: 'rendering', progress: 0 });
  }

  private async renew(agentId: string, beats: AttemptBeat[], ttlMs: number): Promise<string[]> {
    const now = this.clock.now();
    return this.attempts.renew(agentId, beats, leaseEnd(now, ttlMs), new Date(now));
  }

  private async tellProgress(attemptIds: string[]): Promise<void> {
    for (const job of await this.jobs.copyProgress(attemptIds)) await this.tellChanged(job);
  }

  private async verdictOn(agentId: string, ref: AttemptRef, ttlMs: number): Promise<RunningVerdict> {
    if (await this.accepted(agentId, ref, ttlMs)) return { attemptId: ref.attemptId, verdict: 'keep' };
    return { attemptId: ref.attemptId, verdict: 'stop', reason: await this.reasonToStop(ref.attemptId) };
  }

  private async reasonToStop(attemptId: string): Promise<StopOrder['reason']> {
    return (await this.attempts.get(attemptId))?.state === 'cancelled' ? 'cancelled' : 'lease-lost';
  }

  private async report(
    agentId: string,
    ref: AttemptRef,
    kind: 'done' | 'failed',
    apply: (held: Held, tx: Tx) => Promise<Outcome>,
  ): Promise<{ ack: ReportAck; failure?: Failure }> {
    let loser: Attempt | undefined;
    let ended: { attempt: Attempt; failure?: Failure } | undefined;
    const verdict = await this.within(ref, async (held, tx): Promise<{ value: Fence; outcome?: Outcome }> => {
      const value = fenceReport(held?.attempt, ref, agentId, kind);
      if (value === 'lease-lost') loser = held?.attempt;
      if (!held || value !== 'holds') return { value };
      const outcome = await apply(held, tx);
      ended = { attempt: held.attempt, failure: outcome.failure };
      return { value, outcome };
    });
    if (ended) await this.tellEnded(ended.attempt, ended.failure ?? null);
    if (loser && loser.agentId === agentId && loser.state !== 'done') await this.files.discard(loser);
    return { ack: answer(verdict), failure: ended?.failure };
  }

  /** Locks job, order and attempt, runs `work` in the transaction, and tells the world after it. */
  private async within<T>(
    ref: AttemptRef,
    work: (held: Held | undefined, tx: Tx) => Promise<{ value: T; outcome?: Outcome }>,
  ): Promise<T> {
    const { value, outcome } = await this.transactions.run(async (tx) =>
      work(await this.held.lock(ref.attemptId, tx), tx),
    );
    if (outcome) await this.announce(outcome);
    return value;
  }

  private async announce(outcome: Outcome): Promise<void> {
    const { job, attempt } = outcome;
    this.logger[outcome.level ?? 'info'](
      {
        jobId: job.id,
        orderId: attempt.orderId,
        attemptId: attempt.id,
        agentId: attempt.agentId,
        ...outcome.facts,
      },
      outcome.says,
    );
    await this.tellChanged(job);
    for (const stopped of outcome.stopped ?? [])
      await this.events.emit('order.cancel-requested', {
        jobId: job.id,
        orderId: stopped.orderId,
        attemptId: stopped.id,
        agentId: stopped.agentId,
      });
    if (outcome.discard) await this.files.discard(attempt);
    for (const order of outcome.waiting ?? []) this.wakeLater(order);
  }

  private wakeLater(order: WorkOrder): void {
    const wait = Math.max(0, order.notBefore.getTime() - this.clock.now());
    this.clock.after(
      wait,
      () => void this.events.emit('order.waiting', { jobId: order.jobId, orderId: order.id }),
    );
  }

  private async tellEnded(attempt: Attempt, failure: Failure | null): Promise<void> {
    const { id: attemptId, orderId, jobId, agentId, engine } = attempt;
    await this.events.emit('attempt.ended', { jobId, orderId, attemptId, agentId, engine, failure });
  }

  private async tellChanged(job: Job): Promise<void> {
    const { id: jobId, workspaceId, state, progress } = job;
    await this.events.emit('job.changed', { jobId, workspaceId, state, progress });
  }
}

export const attemptRef = (attempt: Attempt): AttemptRef => ({
  attemptId: attempt.id,
  orderId: attempt.orderId,
  token: attempt.token,
});

function answer(verdict: Fence): ReportAck {
  switch (verdict) {
    case 'holds':
      return { ok: true, applied: true };
    case 'already':
    case 'lease-lost':
    case 'unknown':
      return { ok: true, applied: false, reason: verdict };
    default:
      return assertNever(verdict);
  }
}
