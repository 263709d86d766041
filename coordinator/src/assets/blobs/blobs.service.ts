import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { safeFileName } from '@farm/shared/storage';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { file, RemovalsService, StorageService } from '../../storage/index.js';
import type { Blob } from './blob.types.js';
import { BlobsRepository } from './blobs.repository.js';

/** An upload that has not become a stored blob in so long never will. */
const INCOMING_LIMIT_MS = 48 * 3600_000;
const SWEEP_BATCH = 200;

/**
 * Keeps each content of a workspace once. Bytes are written under a key of their own and settled afterwards: either
 * they become the blob of their content, or another blob has it already and these go again. So nothing is ever moved
 * or overwritten, and a file that is being read stays what it is.
 */
@Injectable()
export class BlobsService {
  constructor(
    private readonly rows: BlobsRepository,
    private readonly storage: StorageService,
    private readonly removals: RemovalsService,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** A blob with a key of its own, not written down yet. */
  plan(workspaceId: string, fileName: string): Blob {
    const id = newId();
    const objectKey = `blobs/${workspaceId}/${id}/${safeFileName(fileName)}`;
    const changedAt = this.clock.date();
    return { id, workspaceId, state: 'incoming', objectKey, sha256: null, sizeBytes: 0, changedAt };
  }

  /** Writes down that its bytes will come. */
  async expect(blob: Blob, tx?: Tx): Promise<void> {
    await this.rows.insert(blob, tx);
  }

  /** Stores the whole stream or nothing. The answer must be settled, or dropped. */
  async write(workspaceId: string, fileName: string, bytes: Readable, maxBytes: number): Promise<Blob> {
    const blob = this.plan(workspaceId, fileName);
    await this.expect(blob);
    try {
      return { ...blob, ...(await this.storage.write(blob.objectKey, bytes, { maxBytes })) };
    } catch (error) {
      await this.drop(blob);
      throw error;
    }
  }

  get(workspaceId: string, id: string, tx?: Tx): Promise<Blob | undefined> {
    return this.rows.get(workspaceId, id, tx);
  }

  lock(workspaceId: string, tx: Tx): Promise<void> {
    return this.rows.lockWorkspace(workspaceId, tx);
  }

  /**
   * The blob that shows this content from now on: `fresh`, or one that was there. In the latter case `fresh` is to be
   * dropped after the commit. Needs `lock`.
   */
  async settle(fresh: Blob, tx: Tx): Promise<Blob> {
    const known =
      fresh.sha256 === null ? undefined : await this.rows.ofContent(fresh.workspaceId, fresh.sha256, tx);
    if (known && known.id !== fresh.id) {
      await this.rows.change(fresh.id, { state: 'leaving', changedAt: this.clock.date() }, tx);
      return known;
    }
    const { sha256, sizeBytes } = fresh;
    await this.rows.change(
      fresh.id,
      { state: 'stored', sha256, sizeBytes, changedAt: this.clock.date() },
      tx,
    );
    await this.tell(fresh, sizeBytes, tx);
    return { ...fresh, state: 'stored' };
  }

  /** Marks those of `ids` that no asset shows any more; drop them after the commit. Needs `lock`. */
  async release(workspaceId: string, ids: string[], tx: Tx): Promise<Blob[]> {
    if (ids.length === 0) return [];
    const unused = await this.rows.unused(workspaceId, ids, tx);
    for (const blob of unused) {
      await this.rows.change(blob.id, { state: 'leaving', changedAt: this.clock.date() }, tx);
      await this.tell(blob, -blob.sizeBytes, tx);
    }
    return unused;
  }

  /** Notes a hash that was measured later; answers the blob that has this content, maybe another. Needs `lock`. */
  async noteHash(blob: Blob, sha256: string, tx: Tx): Promise<Blob> {
    const known = await this.rows.ofContent(blob.workspaceId, sha256, tx);
    if (known) return known;
    await this.rows.change(blob.id, { sha256, changedAt: this.clock.date() }, tx);
    return { ...blob, sha256 };
  }

  /** Deletes the row and the bytes, unless an asset shows them. Never fails: the sweep comes again. */
  async drop(blob: Blob): Promise<void> {
    try {
      await this.removals.carryOut(await this.transactions.run((tx) => this.dropIn(blob, tx)));
    } catch (error) {
      this.logger.warn(
        { err: error, blobId: blob.id },
        'a stored file could not be deleted; tried again later',
      );
    }
  }

  private async dropIn(blob: Blob, tx: Tx): Promise<string[]> {
    if (!(await this.rows.claimForDeletion(blob.id, tx))) return [];
    await this.rows.forget(blob.id, tx);
    return this.removals.plan([file(blob.objectKey)], tx);
  }

  /** Has files go that are no blobs: thumbnails. They go soon after the commit, or at once with `carryOut`. */
  forgetFiles(keys: readonly (string | null)[], tx: Tx): Promise<string[]> {
    return this.removals.plan(
      keys.flatMap((key) => (key === null ? [] : file(key))),
      tx,
    );
  }

  carryOut(removalIds: readonly string[]): Promise<void> {
    return this.removals.carryOut(removalIds);
  }

  /** Deletes what crashes and broken uploads left. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now() - INCOMING_LIMIT_MS);
    for (const blob of await this.rows.leftovers(before, SWEEP_BATCH)) await this.drop(blob);
  }

  private async tell(blob: Blob, bytes: number, tx: Tx): Promise<void> {
    if (bytes === 0) return;
    const { workspaceId, id } = blob;
    await this.events.emit('storage.changed', { workspaceId, bytes, source: 'asset', sourceId: id }, tx);
  }
}
