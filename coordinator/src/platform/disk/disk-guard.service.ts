import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../clock.js';
import { InjectConfig, type CoordinatorConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { InjectLogger, type Logger } from '../logger.js';
import { diskTrouble, type DiskRoom } from './disk-space.policy.js';

/** A reading is good for so long: a burst of requests looks once. */
const FRESH_MS = 1000;

/**
 * Stops intake before a full disk stops the farm. Uploads and new jobs are refused below the reserve; results of
 * running work are still taken (down to the storage's own limit), and everything can be read and deleted.
 */
@Injectable()
export class DiskGuard {
  private readonly folders: string[];
  private reading: Promise<string | undefined> | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private wasFull = false;

  constructor(
    health: HealthRegistry,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {
    const data = resolve(config.dataDir);
    // Each may be a disk of its own; those that this farm does not use are not there.
    this.folders = [data, join(data, 'files'), join(data, 'postgres'), join(data, 'incoming')];
    if (config.filesDir !== undefined) this.folders.push(resolve(config.filesDir));
    health.add('disk', async () => {
      const trouble = await this.trouble();
      if (trouble !== undefined) throw new Error(`${trouble}; uploads and renders are refused`);
    });
  }

  /** Throws `unavailable` while a disk of the farm is nearly full. Where work or bytes come in. */
  async refuseWhenFull(): Promise<void> {
    const trouble = await this.trouble();
    if (trouble === undefined) return;
    throw new FarmError(
      'unavailable',
      'The farm takes no uploads and no renders at the moment, because its disk is nearly full. ' +
        'What runs goes on; delete what is not needed, or tell the operator.',
      { details: { reason: 'disk-full' } },
    );
  }

  /** Why nothing is taken in; undefined while there is room. */
  trouble(): Promise<string | undefined> {
    const now = this.clock.now();
    if (!this.reading || now - this.readAt >= FRESH_MS) {
      this.readAt = now;
      this.reading = this.read();
    }
    return this.reading;
  }

  private async read(): Promise<string | undefined> {
    const rooms = (await Promise.all(this.folders.map(roomOf))).flat();
    const trouble = diskTrouble(rooms, this.config.spaceReserve);
    if ((trouble !== undefined) !== this.wasFull) {
      this.wasFull = trouble !== undefined;
      if (this.wasFull) this.logger.warn({ trouble }, 'uploads and renders are refused');
      else this.logger.info('there is room on the disk again; uploads and renders are taken');
    }
    return trouble;
  }
}

/** Nothing for a folder that is not there, or whose file system does not say. */
async function roomOf(folder: string): Promise<DiskRoom[]> {
  const facts = await statfs(folder).catch(() => undefined);
  return facts && facts.blocks > 0 ? [{ folder, freeBytes: facts.bavail * facts.bsize }] : [];
}
