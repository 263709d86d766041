import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type StopTimer } from '../clock.js';
import { InjectLogger, type Logger } from '../logger.js';
import { RetentionRules, type RetentionRule } from './retention-rules.js';
import { cutoff } from './retention.policy.js';

const SWEEP_EVERY_MS = 10 * 60_000;
/** Small, so that no sweep holds locks for long. */
const BATCH = 100;
/** Batches of one rule in one sweep: a long backlog goes in several. */
const MOST_BATCHES = 50;

/** Timer: applies every retention rule. Runs in every coordinator; rows are taken with SKIP LOCKED, so none leads. */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: StopTimer | undefined;
  private stopped = false;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly rules: RetentionRules,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
    void this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.stop?.();
    await this.sweeping;
  }

  /** One after the other. Never rejects: it is tried again at the next turn. */
  sweep(): Promise<void> {
    this.sweeping = this.sweeping.then(async () => {
      for (const rule of this.rules.all()) await this.apply(rule);
    });
    return this.sweeping;
  }

  private async apply(rule: RetentionRule): Promise<void> {
    const before = cutoff(rule.keepDays, this.clock.date());
    if (!before) return;
    let gone = 0;
    try {
      for (let batch = 0; batch < MOST_BATCHES && !this.stopped; batch++) {
        const went = await rule.sweep(before, BATCH);
        gone += went;
        if (went < BATCH) break;
      }
    } catch (error) {
      this.logger.warn(
        { err: error, rule: rule.name },
        'what has expired could not be removed; tried again later',
      );
    }
    if (gone > 0) this.logger.info({ rule: rule.name, gone, keepDays: rule.keepDays }, 'expired');
  }
}
