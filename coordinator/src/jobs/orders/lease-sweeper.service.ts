import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Failure } from '@farm/shared/wire';
import { Clock, type StopTimer } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { AttemptFilesService } from './attempt-files.service.js';
import { AttemptsRepository } from './attempts.repository.js';
import { AttemptsService } from './attempts.service.js';
import { mayJudge, type Watch } from './amnesty.policy.js';

/** The agent's own limit comes first; this is for agents that do not keep it. */
const WALL_GRACE_MS = 60_000;
/** An offer is answered within 5 s; what is older was made by a coordinator that died. */
const OFFER_LIMIT_MS = 15_000;
/** Between two looks, at most; the work of a lost agent waits so much longer than its lease. */
const MOST_INTERVAL_MS = 1000;
/** Attempts that are ended at the same time. */
const AT_ONCE = 6;
const TIDY_EVERY_MS = 10 * 60_000;

/**
 * Timer: ends attempts whose lease ran out or that stopped advancing. Runs in every coordinator; two that see the
 * same row do no harm, because `AttemptsService.end` looks again under the lock.
 */
@Injectable()
export class LeaseSweeperService implements OnApplicationBootstrap, OnApplicationShutdown {
  private stops: StopTimer[] = [];
  private busy: Promise<void> | undefined;
  private tidying: Promise<void> = Promise.resolve();
  private watch: Watch;

  constructor(
    private readonly rows: AttemptsRepository,
    private readonly attempts: AttemptsService,
    private readonly files: AttemptFilesService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {
    this.watch = { awakeSince: clock.now(), lastLook: clock.now() };
  }

  onApplicationBootstrap(): void {
    this.watch = { awakeSince: this.clock.now(), lastLook: this.clock.now() };
    this.stops = [
      this.clock.every(this.interval(), () => void this.tick()),
      this.clock.every(TIDY_EVERY_MS, () => this.tidyUp()),
    ];
    this.tidyUp();
  }

  async onApplicationShutdown(): Promise<void> {
    for (const stop of this.stops) stop();
    await Promise.all([this.busy, this.tidying]);
  }

  /** One look at the leases. Ticks never overlap. */
  tick(): Promise<void> {
    this.busy ??= this.look().finally(() => (this.busy = undefined));
    return this.busy;
  }

  private async look(): Promise<void> {
    const now = this.clock.now();
    const judged = mayJudge(this.watch, now, this.interval(), this.ttl());
    this.watch = { ...judged.watch, lastLook: now };
    if (!judged.may) return;
    try {
      await this.judge(now);
    } catch (error) {
      // No database, no beats: leases ran out through our fault. Begin again with the amnesty.
      this.watch = { awakeSince: this.clock.now(), lastLook: this.clock.now() };
      this.logger.warn({ err: error }, 'leases could not be checked');
    }
  }

  private async judge(now: number): Promise<void> {
    // A lost rack is many attempts at once; each end is a transaction of its own.
    const expired = await this.rows.expired(new Date(now));
    for (let from = 0; from < expired.length; from += AT_ONCE)
      await Promise.all(
        expired
          .slice(from, from + AT_ONCE)
          .map((attempt) =>
            this.attempts.end(attempt, AGENT_LOST, (fresh) => fresh.leaseUntil.getTime() < now),
          ),
      );
    for (const attempt of await this.rows.unanswered(new Date(now - OFFER_LIMIT_MS)))
      await this.attempts.end(attempt, AGENT_LOST, (fresh) => fresh.state === 'offered');
    // Without a new frame or phase for so long an attempt is over, whatever its agent's heart says.
    const stalledSince = now - this.config.progressTtl * 1000;
    const startedBefore = now - this.config.wallLimit * 1000 - WALL_GRACE_MS;
    for (const attempt of await this.rows.overdue(new Date(stalledSince), new Date(startedBefore)))
      await this.attempts.end(
        attempt,
        TIMED_OUT,
        (fresh) => fresh.progressAt.getTime() < stalledSince || fresh.createdAt.getTime() < startedBefore,
      );
  }

  /** One after the other, and waited for at stop: the database goes right after us. */
  private tidyUp(): void {
    this.tidying = this.tidying.then(() => this.tidy());
  }

  /** Leftover files. */
  private async tidy(): Promise<void> {
    try {
      await this.files.sweep();
    } catch (error) {
      this.logger.warn({ err: error }, 'tidying up failed; it is tried again later');
    }
  }

  private ttl(): number {
    return this.config.leaseTtl * 1000;
  }

  private interval(): number {
    return Math.min(MOST_INTERVAL_MS, Math.max(200, this.ttl() / 5));
  }
}

const AGENT_LOST: Failure = {
  code: 'agent-lost',
  message: 'The machine that rendered this was not heard of any more.',
};
const TIMED_OUT: Failure = { code: 'timed-out', message: 'The render made no progress for too long.' };
