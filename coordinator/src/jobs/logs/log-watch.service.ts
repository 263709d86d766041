import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { Job } from '../job.types.js';
import { JobWatch } from '../job-watch.service.js';

/** A piece that another coordinator took is found by looking so often. */
const LOOK_EVERY_MS = 2000;

/** Lets requests wait for more of a log. They are counted and closed with those that wait for a job. */
@Injectable()
export class LogWatch implements OnModuleInit {
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(
    private readonly jobs: JobWatch,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('attempt.logged', ({ jobId }) => {
      for (const wake of this.waiting.get(jobId) ?? []) wake();
    });
  }

  /** Looks until it is `enough`, the time is over, the caller is gone or the coordinator stops; answers the last look. */
  async until<T>(
    job: Job,
    look: () => Promise<T>,
    enough: (seen: T) => boolean,
    { waitMs, gone }: { waitMs: number; gone: AbortSignal },
  ): Promise<T> {
    let seen = await look();
    if (enough(seen) || waitMs <= 0 || gone.aborted) return seen;
    const bell = new Bell();
    let over = false;
    const finish = (): void => {
      over = true;
      bell.ring();
    };
    const stops = this.listen(job, () => bell.ring(), finish, waitMs, gone);
    if (!stops) return seen;
    try {
      while (!enough(seen)) {
        await bell.rung();
        if (over) return seen;
        seen = await look();
      }
      return seen;
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** Undefined when too many wait already. */
  private listen(
    job: Job,
    wake: () => void,
    finish: () => void,
    waitMs: number,
    gone: AbortSignal,
  ): (() => void)[] | undefined {
    const stop = this.jobs.watch(job, { changed: wake, closed: finish });
    if (!stop) return undefined;
    const set = this.waiting.get(job.id) ?? new Set();
    this.waiting.set(job.id, set.add(wake));
    gone.addEventListener('abort', finish);
    return [
      stop,
      this.clock.after(waitMs, finish),
      this.clock.every(LOOK_EVERY_MS, wake),
      () => gone.removeEventListener('abort', finish),
      () => {
        set.delete(wake);
        if (set.size === 0) this.waiting.delete(job.id);
      },
    ];
  }
}

/** One waits, many may ring; who rings while nobody waits is heard next time. */
class Bell {
  private isRung = false;
  private heard: () => void = () => undefined;

  ring(): void {
    this.isRung = true;
    this.heard();
  }

  async rung(): Promise<void> {
    if (!this.isRung) await new Promise<void>((resolve) => (this.heard = resolve));
    this.isRung = false;
  }
}
