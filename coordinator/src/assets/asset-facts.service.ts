import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Asset, MeasuredFacts } from './asset.types.js';
import { bytesOf } from './asset-uploads.service.js';
import { AssetsRepository } from './assets.repository.js';
import { BlobsService } from './blobs/blobs.service.js';
import { withMeasured } from './measured-facts.policy.js';

/** Which bytes of which asset were looked at. */
export interface Looked {
  workspaceId: string;
  assetId: string;
  blobId: string;
}

/** Takes what agents found out about assets. Inside the transaction that ends the agent's order. */
@Injectable()
export class AssetFactsService {
  constructor(
    private readonly rows: AssetsRepository,
    private readonly blobs: BlobsService,
    private readonly clock: Clock,
  ) {}

  /** Facts of bytes that the asset does not show any more are dropped, with their picture. */
  async note(looked: Looked, facts: MeasuredFacts, tx: Tx): Promise<void> {
    const asset = await this.current(looked, tx);
    if (!asset) return void (await this.blobs.forgetFiles([facts.thumbnailKey], tx));
    await this.rows.update(asset.id, { ...withMeasured(asset, facts), updatedAt: this.clock.date() }, tx);
    if (asset.thumbnailKey !== facts.thumbnailKey) await this.blobs.forgetFiles([asset.thumbnailKey], tx);
    if (asset.sha256 === null && facts.sha256 !== undefined) await this.noteHash(asset, facts.sha256, tx);
  }

  /** The asset stays as it is; its owner may read why nothing is known of it. */
  async noteProblem(looked: Looked, error: string, tx: Tx): Promise<void> {
    const asset = await this.current(looked, tx);
    if (!asset) return;
    const metadata = { ...asset.metadata, inspection: { error } };
    await this.rows.update(asset.id, { metadata, updatedAt: this.clock.date() }, tx);
  }

  private async current({ workspaceId, assetId, blobId }: Looked, tx: Tx): Promise<Asset | undefined> {
    await this.blobs.lock(workspaceId, tx);
    const asset = await this.rows.lock(workspaceId, assetId, tx);
    return asset?.blobId === blobId ? asset : undefined;
  }

  /** Bytes that went straight to the bucket get their hash; when they were there already, once is enough. */
  private async noteHash({ workspaceId, blobId }: Asset, sha256: string, tx: Tx): Promise<void> {
    const blob = blobId === null ? undefined : await this.blobs.get(workspaceId, blobId, tx);
    if (!blob) return;
    const holder = await this.blobs.noteHash(blob, sha256, tx);
    await this.rows.reattach(blob.id, bytesOf(holder), tx);
    // The sweep deletes the bytes: this transaction may still come to nothing.
    if (holder.id !== blob.id) await this.blobs.release(workspaceId, [blob.id], tx);
  }
}
