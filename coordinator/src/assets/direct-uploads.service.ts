import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { StorageService } from '../storage/index.js';
import type { Asset } from './asset.types.js';
import { bytesOf, checkedContentType, UPLOAD_TTL } from './asset-uploads.service.js';
import { AssetsRepository } from './assets.repository.js';
import type { Blob } from './blobs/blob.types.js';
import { BlobsService } from './blobs/blobs.service.js';
import { SNIFFED_BYTES } from './judge-content.policy.js';

/** Where a customer may PUT the bytes past the coordinator. */
export interface DirectTarget {
  url: string;
  headers: Record<string, string>;
}

/** Bytes that were found in the bucket. */
export interface Arrival {
  blob: Blob;
  contentType: string | null;
}

/**
 * Uploads straight into the farm's bucket, when its storage can give addresses for that. Nobody tells us when the
 * bytes have come: the registration looks, and the hash is measured by the agent that inspects the file.
 */
@Injectable()
export class DirectUploadsService {
  constructor(
    private readonly rows: AssetsRepository,
    private readonly blobs: BlobsService,
    private readonly storage: StorageService,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** Undefined when the storage is a folder of the coordinator. */
  async offer(asset: Asset): Promise<DirectTarget | undefined> {
    const blob = this.blobs.plan(asset.workspaceId, asset.name);
    const maxBytes = this.config.uploadLimit;
    const grant = await this.storage.grantUpload(blob.objectKey, { ttl: UPLOAD_TTL, maxBytes });
    if (grant.kind !== 'put-url') return undefined;
    await this.transactions.run(async (tx) => {
      await this.blobs.expect(blob, tx);
      await this.rows.update(asset.id, { blobId: blob.id, objectKey: blob.objectKey }, tx);
    });
    return { url: grant.url, headers: saidHeaders(grant.headers) };
  }

  /** The bytes of an announced asset, when they are in the bucket; rejects with a sentence when they may not be. */
  async arrival(asset: Asset): Promise<Arrival | undefined> {
    const blob = asset.blobId === null ? undefined : await this.blobs.get(asset.workspaceId, asset.blobId);
    const stored = blob && (await this.storage.stat(blob.objectKey));
    if (!blob || !stored) return undefined;
    if (stored.sizeBytes > this.config.uploadLimit)
      throw new FarmError(
        'too-large',
        `The file has ${stored.sizeBytes} bytes; the limit is ${this.config.uploadLimit}.`,
      );
    const contentType = checkedContentType(asset, await this.startOf(blob.objectKey, stored.sizeBytes));
    return { blob: { ...blob, sizeBytes: stored.sizeBytes }, contentType };
  }

  /** The asset shows what has arrived. Inside the transaction that holds the locks. */
  async take(asset: Asset, { blob, contentType }: Arrival, tx: Tx): Promise<Partial<Asset>> {
    const settled = await this.blobs.settle(blob, tx);
    const change = { ...bytesOf(settled), state: 'uploaded' as const, contentType };
    await this.rows.update(asset.id, change, tx);
    const { workspaceId, id: assetId } = asset;
    await this.events.emit('asset.stored', { workspaceId, assetId, blobId: settled.id }, tx);
    return change;
  }

  /** After the commit of `take`. */
  async tell({ workspaceId, id: assetId }: Asset): Promise<void> {
    await this.events.emit('asset.settled', { workspaceId, assetId });
  }

  private async startOf(key: string, sizeBytes: number): Promise<Uint8Array> {
    if (sizeBytes === 0) return new Uint8Array();
    const chunks: Buffer[] = [];
    const range = { start: 0, end: Math.min(sizeBytes, SNIFFED_BYTES) - 1 };
    for await (const chunk of await this.storage.open(key, range)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
}

/** An empty value asks an agent to fill it in (a sum of the bytes); a customer need not. */
const saidHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
