import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OutputsService } from '../../destinations/index.js';
import { Clock, type StopTimer } from '../../platform/clock.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { OutputDeliveriesService } from './output-deliveries.service.js';

const LOOK_EVERY_MS = 5000;
const BATCH = 50;

/** Timer: tries failed outputs again when their time has come (destinations/retry-outputs.policy). Runs everywhere. */
@Injectable()
export class OutputRetries implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: StopTimer | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly outputs: OutputsService,
    private readonly deliveries: OutputDeliveriesService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(LOOK_EVERY_MS, () => void this.look());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop?.();
    await this.looking;
  }

  /** One look at what is due. Looks never overlap. */
  look(): Promise<void> {
    this.looking ??= this.retryDue().finally(() => (this.looking = undefined));
    return this.looking;
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
