import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { Rounds } from '../../platform/rounds.js';
import { file, RemovalsService } from '../../storage/index.js';
import { PiecesRepository, type PieceFacts } from './pieces.repository.js';

const LOOK_EVERY_MS = 60_000;
const BATCH = 200;
const LATELY_MS = 10 * 60_000;
const DAY_MS = 24 * 3600 * 1000;

/** Timer: evicts pieces that were used longest ago. Runs everywhere; two that see the same row do no harm. */
@Injectable()
export class PieceCache implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly pieces: PiecesRepository,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.rounds = new Rounds(clock, LOOK_EVERY_MS, () => this.evict());
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  facts(): Promise<PieceFacts> {
    return this.pieces.facts();
  }

  /** One round of eviction. Rounds never overlap. */
  tidy(): Promise<void> {
    return this.rounds.now();
  }

  private async evict(): Promise<void> {
    try {
      const now = this.clock.now();
      const limits = {
        bytes: this.config.chunkCache,
        before: new Date(now - this.config.chunkCacheDays * DAY_MS),
        lately: new Date(now - LATELY_MS),
        most: BATCH,
      };
      const removals = await this.transactions.run(async (tx) => {
        const gone = await this.pieces.evict(limits, tx);
        return this.removals.plan(
          gone.map((key) => file(key)),
          tx,
        );
      });
      await this.removals.carryOut(removals);
    } catch (error) {
      this.logger.warn({ err: error }, 'old pieces could not be removed; it is tried again later');
    }
  }
}
