import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock, type StopTimer } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import type { Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import type { UsageEntry, UsageType } from './credits.types.js';
import { UsageRepository } from './usage.repository.js';

/** Downloads are added up in memory and written this often, one row for each workspace. */
const FLUSH_EVERY_MS = 60_000;
const MOST_ENTRIES = 100;

type NewUsage = Omit<UsageEntry, 'id' | 'createdAt' | 'metadata'> & { metadata?: Record<string, unknown> };

/** What workspaces store and send. A crash loses at most a minute of counted downloads: nobody is charged for them. */
@Injectable()
export class UsageService implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private sent = new Map<string, { bytes: number; downloads: number }>();
  private stopTimer: StopTimer | undefined;

  constructor(
    private readonly rows: UsageRepository,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.events.on('storage.changed', ({ workspaceId, bytes, source, sourceId }, tx) =>
      this.note({ workspaceId, type: 'storage', bytes, source, metadata: { id: sourceId } }, tx),
    );
  }

  onApplicationBootstrap(): void {
    this.stopTimer = this.clock.every(FLUSH_EVERY_MS, () => void this.flush());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopTimer?.();
    await this.flush();
  }

  async note(usage: NewUsage, tx?: Tx): Promise<void> {
    await this.rows.append([this.entry(usage)], tx);
  }

  /** Counts bytes that were sent; costs no query. */
  countSent(workspaceId: string | undefined, bytes: number): void {
    if (!isUuid(workspaceId) || bytes <= 0) return;
    const sum = this.sent.get(workspaceId) ?? { bytes: 0, downloads: 0 };
    this.sent.set(workspaceId, { bytes: sum.bytes + bytes, downloads: sum.downloads + 1 });
  }

  /** Writes what was counted. What cannot be written now is kept for the next time. */
  async flush(): Promise<void> {
    const sums = this.sent;
    if (sums.size === 0) return;
    this.sent = new Map();
    const entries = [...sums].map(([workspaceId, { bytes, downloads }]) =>
      this.entry({ workspaceId, type: 'bandwidth', bytes, source: 'download', metadata: { downloads } }),
    );
    try {
      await this.rows.append(entries);
    } catch (error) {
      this.logger.warn({ err: error }, 'downloads could not be counted yet');
      for (const [workspaceId, { bytes, downloads }] of sums) {
        const now = this.sent.get(workspaceId) ?? { bytes: 0, downloads: 0 };
        this.sent.set(workspaceId, { bytes: now.bytes + bytes, downloads: now.downloads + downloads });
      }
    }
  }

  list(workspaceId: string, { type, limit }: { type?: UsageType | undefined; limit: number }) {
    return this.rows.newest(workspaceId, type, Math.min(limit, MOST_ENTRIES));
  }

  /** Bytes sent since the first of the month (UTC). */
  bandwidthThisMonth(workspaceId: string): Promise<number> {
    const at = this.clock.date();
    return this.rows.bandwidthSince(
      workspaceId,
      new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
    );
  }

  private entry({ metadata, ...usage }: NewUsage): UsageEntry {
    return { id: newId(), ...usage, metadata: metadata ?? null, createdAt: this.clock.date() };
  }
}
