import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type StopTimer } from '../platform/clock.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { AssetsRepository } from './assets.repository.js';
import { AssetsService } from './assets.service.js';
import { BlobsService } from './blobs/blobs.service.js';

const SWEEP_EVERY_MS = 10 * 60_000;
/** An upload URL lives for a day; a slow upload may still be running after that. */
const AWAITING_LIMIT_MS = 48 * 3600_000;
const BATCH = 200;

/** Timer: forgets announced assets that never came, and deletes bytes that belong to nobody. */
@Injectable()
export class AssetSweeperService implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: StopTimer | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: AssetsRepository,
    private readonly assets: AssetsService,
    private readonly blobs: BlobsService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
    void this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop?.();
    await this.sweeping;
  }

  /** One after the other. Never rejects: it is tried again at the next turn. */
  sweep(): Promise<void> {
    this.sweeping = this.sweeping.then(() => this.look());
    return this.sweeping;
  }

  private async look(): Promise<void> {
    try {
      const before = new Date(this.clock.now() - AWAITING_LIMIT_MS);
      for (const asset of await this.rows.forgotten(before, BATCH))
        await this.assets.remove(asset.workspaceId, [asset.id]);
      await this.blobs.sweep();
    } catch (error) {
      this.logger.warn({ err: error }, 'old uploads could not be swept; tried again later');
    }
  }
}
