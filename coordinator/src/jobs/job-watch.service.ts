import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type StopTimer } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { Neighbours } from '../platform/neighbours/neighbours.js';
import type { Job } from './job.types.js';
import { JobsRepository } from './jobs.repository.js';

/** Requests that may wait at once, in all and of one workspace: each holds a connection. */
const MOST_WATCHERS = 5000;
const MOST_OF_WORKSPACE = 1000;
/** When the database did not answer a look, it is asked again after this. */
const LOOK_AGAIN_MS = 1000;
/** With other coordinators about: what one of them changed, and no wake-up told us of, is seen after this. */
const LOOK_AT_ALL_MS = 2000;

export interface Watcher {
  changed(job: Job): void;
  /** The coordinator stops: nothing more will come. */
  closed(): void;
}

/**
 * Tells waiting requests what a job became, from `job.changed`. However many watch a job, one change is one look at
 * the database; a job that nobody watches costs nothing. Beside other coordinators it also looks by itself, in one
 * question for all jobs that are watched here.
 */
@Injectable()
export class JobWatch implements OnModuleInit, OnModuleDestroy {
  private readonly watchers = new Map<string, Set<Watcher>>();
  private readonly ofWorkspace = new Map<string, number>();
  /** Jobs that are being looked at; true: they changed again meanwhile. */
  private readonly looks = new Map<string, boolean>();
  /** What was last told of each watched job. */
  private readonly told = new Map<string, string>();
  private stopTimer: StopTimer | undefined;
  private count = 0;
  private isClosed = false;

  constructor(
    private readonly jobs: JobsRepository,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly neighbours: Neighbours,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.events.on('job.changed', ({ jobId }) => {
      if (this.watchers.has(jobId)) void this.look(jobId);
    });
    this.stopTimer = this.clock.every(LOOK_AT_ALL_MS, () => void this.lookAtAll());
  }

  /** Before the server stops listening: it waits for running requests, and these wait for us. */
  onModuleDestroy(): void {
    this.isClosed = true;
    this.stopTimer?.();
    for (const watcher of [...this.watchers.values()].flatMap((set) => [...set])) watcher.closed();
  }

  /** How many requests wait. */
  get size(): number {
    return this.count;
  }

  /** Starts telling; answers how to stop it, or undefined when too many wait already. */
  watch({ id, workspaceId }: Job, watcher: Watcher): (() => void) | undefined {
    const mine = this.ofWorkspace.get(workspaceId) ?? 0;
    if (this.isClosed || this.count >= MOST_WATCHERS || mine >= MOST_OF_WORKSPACE) return undefined;
    const set = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, set.add(watcher));
    this.ofWorkspace.set(workspaceId, mine + 1);
    this.count++;
    // It may have changed between the caller's look and now.
    void this.look(id);
    return () => {
      if (!set.delete(watcher)) return;
      if (set.size === 0) {
        this.watchers.delete(id);
        this.told.delete(id);
      }
      const left = (this.ofWorkspace.get(workspaceId) ?? 1) - 1;
      if (left === 0) this.ofWorkspace.delete(workspaceId);
      else this.ofWorkspace.set(workspaceId, left);
      this.count--;
    };
  }

  /**
   * The job as soon as `enough` holds for it; as it is when `waitMs` are over, the caller is gone or the coordinator
   * stops. When too many wait already: at once, as if there had been no wish to wait.
   */
  async until(
    job: Job,
    enough: (job: Job) => boolean,
    { waitMs, gone }: { waitMs: number; gone: AbortSignal },
  ): Promise<Job> {
    if (enough(job) || waitMs <= 0 || gone.aborted) return job;
    let latest = job;
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const changed = (now: Job): void => {
      latest = now;
      if (enough(now)) finish();
    };
    const stop = this.watch(job, { changed, closed: () => finish() });
    if (!stop) return job;
    const stopTimer = this.clock.after(waitMs, () => finish());
    gone.addEventListener('abort', finish);
    await finished;
    gone.removeEventListener('abort', finish);
    stopTimer();
    stop();
    return latest;
  }

  /** Looks once and tells everybody. Changes during a look lead to one more look, whatever their number. */
  private async look(jobId: string): Promise<void> {
    if (this.looks.has(jobId)) return void this.looks.set(jobId, true);
    do {
      this.looks.set(jobId, false);
      await this.tell(jobId);
    } while (this.looks.get(jobId) === true);
    this.looks.delete(jobId);
  }

  private async tell(jobId: string): Promise<void> {
    try {
      const job = await this.jobs.byId(jobId);
      const watchers = [...(this.watchers.get(jobId) ?? [])];
      if (!job || watchers.length === 0) return;
      this.told.set(jobId, markOf(job));
      for (const watcher of watchers) watcher.changed(job);
    } catch (error) {
      this.logger.warn({ err: error, jobId }, 'a watched job could not be read');
      this.clock.after(LOOK_AGAIN_MS, () => {
        if (this.watchers.has(jobId)) void this.look(jobId);
      });
    }
  }

  private async lookAtAll(): Promise<void> {
    if (this.neighbours.alone || this.watchers.size === 0) return;
    try {
      for (const job of await this.jobs.standings([...this.watchers.keys()]))
        if (this.told.get(job.id) !== markOf(job)) void this.look(job.id);
    } catch (error) {
      this.logger.debug({ err: error }, 'the watched jobs could not be looked at');
    }
  }
}

const markOf = ({ state, stage, progress }: Pick<Job, 'state' | 'stage' | 'progress'>): string =>
  `${state} ${stage} ${progress}`;
