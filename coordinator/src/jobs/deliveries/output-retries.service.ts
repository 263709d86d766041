import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OutputsService } from '../../destinations/index.js';
import { Clock } from '../../platform/clock.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { Rounds } from '../../platform/rounds.js';
import { OutputDeliveriesService } from './output-deliveries.service.js';

const LOOK_EVERY_MS = 5000;
const BATCH = 50;

/** Timer: tries failed outputs again when their time has come (destinations/retry-outputs.policy). Runs everywhere. */
@Injectable()
export class OutputRetries implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly outputs: OutputsService,
    private readonly deliveries: OutputDeliveriesService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.rounds = new Rounds(clock, LOOK_EVERY_MS, () => this.retryDue());
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** One look at what is due. Looks never overlap. */
  look(): Promise<void> {
    return this.rounds.now();
  }

  private async retryDue(): Promise<void> {
    try {
      for (const { id, workspaceId, jobId } of await this.outputs.due(BATCH))
        await this.deliveries
          .retry(workspaceId, jobId, id, { byHand: false })
          // Another coordinator was faster, or the job was deleted.
          .catch((error: unknown) => this.logger.debug({ err: error, outputId: id }, 'output not retried'));
    } catch (error) {
      this.logger.warn({ err: error }, 'due outputs could not be looked for');
    }
  }
}
