import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isFinalJobState, type JobState } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { RunTurns } from './run-turn.service.js';
import { RunsRepository, type Turn } from './runs.repository.js';

const POLL_MS = 2000;
/** Runs that are played at the same time. */
const MOST_TURNS = 16;
/** Of one workspace, so that its slow sources keep no others waiting. */
const MOST_OF_WORKSPACE = 4;
/** When an engine dies, its runs are free again after this. */
const HOLD_MS = 15_000;

/**
 * Timer and events: takes due runs and plays them. Any number of engines may do so on one database. A run that is
 * taken is held, the hold is renewed while its step works, and every write is fenced by the number of the turn.
 */
@Injectable()
export class WorkflowEngine implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly playing = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private undo: (() => void)[] = [];
  private taking: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly runs: RunsRepository,
    private readonly turns: RunTurns,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.undo = [
      this.clock.every(POLL_MS, () => this.wake()),
      // In the transaction that ends the job: whatever dies then, the run is due.
      this.events.on('job.finished', ({ jobId }, tx) => this.runs.pokeByJob(jobId, this.clock.date(), tx)),
      // After it: do not wait for the timer.
      this.events.on('job.changed', ({ state }) => {
        if (isFinalJobState(state as JobState)) this.wake();
      }),
    ];
    this.wake();
  }

  /**
   * Runs that are being played are put down where they are; another engine, or the next start, goes on. Before the
   * outbound connections and the database go (they end at application shutdown).
   */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    for (const undo of this.undo) undo();
    await this.taking;
    await Promise.all(this.playing.values());
  }

  wake(): void {
    this.again = true;
    if (this.taking || this.stopping.signal.aborted) return;
    this.taking = this.rounds().finally(() => (this.taking = undefined));
  }

  private async rounds(): Promise<void> {
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      try {
        const room = MOST_TURNS - this.playing.size;
        const now = this.clock.now();
        const most = { all: room, ofWorkspace: MOST_OF_WORKSPACE };
        const taken = room > 0 ? await this.runs.take(most, new Date(now), new Date(now + HOLD_MS)) : [];
        for (const turn of taken) this.start(turn);
      } catch (error) {
        this.logger.warn({ err: error }, 'workflow runs could not be taken');
      }
    }
  }

  private start(turn: Turn): void {
    const name = `${turn.runId}:${turn.number}`;
    const played = this.play(turn).finally(() => {
      this.playing.delete(name);
      this.wake();
    });
    this.playing.set(name, played);
  }

  private async play(turn: Turn): Promise<void> {
    const lost = new AbortController();
    const stopHolding = this.clock.every(HOLD_MS / 3, () => void this.hold(turn, lost));
    try {
      const until = await this.turns.play(turn, AbortSignal.any([this.stopping.signal, lost.signal]));
      await this.runs.release(turn, until);
    } catch (error) {
      // Its hold runs out, then somebody tries again.
      this.logger.error({ err: error, runId: turn.runId }, 'a workflow run could not be played');
    } finally {
      stopHolding();
    }
  }

  private async hold(turn: Turn, lost: AbortController): Promise<void> {
    try {
      if (!(await this.runs.hold(turn, new Date(this.clock.now() + HOLD_MS)))) lost.abort();
    } catch (error) {
      this.logger.warn({ err: error, runId: turn.runId }, 'the hold of a workflow run could not be renewed');
    }
  }
}
