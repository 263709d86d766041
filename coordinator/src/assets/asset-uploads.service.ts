import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { DiskGuard } from '../platform/disk/disk-guard.service.js';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { QuerySigner, type SignatureProblem, type SignedFacts } from '../platform/crypto/signed-query.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { contentTypeOf } from '../storage/index.js';
import type { Asset } from './asset.types.js';
import { AssetsRepository } from './assets.repository.js';
import type { Blob } from './blobs/blob.types.js';
import { BlobsService } from './blobs/blobs.service.js';
import { judgeContent, SNIFFED_BYTES } from './judge-content.policy.js';
import { peekStart } from './peek-start.js';

/** Life of an upload URL, seconds: long enough for 2 GB over a slow line to start. */
export const UPLOAD_TTL = 24 * 3600;
const UNKNOWN_TYPE = 'application/octet-stream';

/** Takes the bytes of announced assets. */
@Injectable()
export class AssetUploadsService {
  private readonly signer: QuerySigner;

  constructor(
    private readonly rows: AssetsRepository,
    private readonly blobs: BlobsService,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly disk: DiskGuard,
    @InjectConfig() private readonly config: CoordinatorConfig,
    masterKey: MasterKey,
  ) {
    this.signer = new QuerySigner(masterKey.derive('asset-uploads'));
  }

  /** The query that makes an upload URL authorise itself. */
  signedQuery(assetId: string): string {
    return this.signer.sign('PUT', assetId, Math.floor(this.clock.now() / 1000) + UPLOAD_TTL);
  }

  checkQuery(assetId: string, query: SignedFacts): SignatureProblem | undefined {
    return this.signer.check('PUT', assetId, query, this.clock.now());
  }

  /** `workspaceId` is undefined when a signed URL of this asset has authorised the request. */
  async find(assetId: string, workspaceId: string | undefined): Promise<Asset> {
    const asset =
      workspaceId === undefined ? await this.rows.byId(assetId) : await this.rows.get(workspaceId, assetId);
    if (!asset) throw noSuchAsset();
    return asset;
  }

  refuseTooLarge(sizeBytes: number | undefined): void {
    const limit = this.config.uploadLimit;
    if (sizeBytes !== undefined && sizeBytes > limit)
      throw new FarmError('too-large', `The file has ${sizeBytes} bytes; the limit is ${limit}.`, {
        details: { limit },
      });
  }

  refuseRegistered(asset: Asset): void {
    if (asset.state === 'registered')
      throw new FarmError(
        'conflict',
        'This asset is registered and cannot be overwritten; upload a new one.',
      );
  }

  /** Stores the bytes; may be repeated until the asset is registered. */
  async receive(asset: Asset, bytes: Readable): Promise<Asset> {
    this.refuseRegistered(asset);
    await this.disk.refuseWhenFull();
    const { start, stream } = await peekStart(bytes, SNIFFED_BYTES);
    const contentType = checkedContentType(asset, start);
    const fileName = asset.storageKey.split('/').pop() ?? 'file';
    const fresh = await this.blobs.write(asset.workspaceId, fileName, stream, this.config.uploadLimit);
    return this.adopt(asset, fresh, contentType);
  }

  /**
   * Gives the asset its bytes. Looked at again under its lock: it may have been registered or deleted while they
   * arrived. Whatever is not needed any more, these bytes or earlier ones, is deleted.
   */
  private async adopt(asset: Asset, fresh: Blob, contentType: string | null): Promise<Asset> {
    try {
      const { adopted, unused, removals } = await this.transactions.run((tx) =>
        this.adoptIn(asset, fresh, contentType, tx),
      );
      await this.events.emit('asset.settled', { workspaceId: asset.workspaceId, assetId: asset.id });
      await Promise.all([...unused.map((blob) => this.blobs.drop(blob)), this.blobs.carryOut(removals)]);
      return adopted;
    } catch (error) {
      await this.blobs.drop(fresh);
      throw error;
    }
  }

  private async adoptIn(
    { workspaceId, id }: Asset,
    fresh: Blob,
    contentType: string | null,
    tx: Tx,
  ): Promise<{ adopted: Asset; unused: Blob[]; removals: string[] }> {
    await this.blobs.lock(workspaceId, tx);
    const now = await this.rows.lock(workspaceId, id, tx);
    if (!now) throw noSuchAsset();
    this.refuseRegistered(now);
    const blob = await this.blobs.settle(fresh, tx);
    const change = {
      ...bytesOf(blob),
      ...UNKNOWN,
      state: 'uploaded' as const,
      contentType,
      updatedAt: this.clock.date(),
    };
    await this.rows.update(id, change, tx);
    const earlier = now.blobId === null || now.blobId === blob.id ? [] : [now.blobId];
    const unused = await this.blobs.release(workspaceId, earlier, tx);
    await this.events.emit('asset.stored', { workspaceId, assetId: id, blobId: blob.id }, tx);
    if (blob.id !== fresh.id) unused.push(fresh);
    const removals = await this.blobs.forgetFiles([now.thumbnailKey], tx);
    return { adopted: { ...now, ...change }, unused, removals };
  }
}

/** What was measured of earlier bytes is no longer true. */
const UNKNOWN = { duration: null, width: null, height: null, metadata: null, thumbnailKey: null };

/** What an asset says of the blob it shows. */
export const bytesOf = (blob: Blob) => ({
  blobId: blob.id,
  objectKey: blob.objectKey,
  sizeBytes: blob.sizeBytes,
  sha256: blob.sha256,
});

/** What the file is, by its content first; rejects with a sentence when it is not what was announced. */
export function checkedContentType(asset: Asset, start: Uint8Array): string | null {
  if (start.length === 0)
    throw new FarmError('bad-request', 'The upload is empty; send the bytes of the file.');
  const verdict = judgeContent(asset.type, start);
  if (!verdict.ok)
    throw new FarmError('bad-request', verdict.problem, { details: { reason: 'content-type' } });
  return verdict.contentType ?? asset.contentType ?? known(contentTypeOf(asset.storageKey));
}

const noSuchAsset = () =>
  new FarmError('not-found', 'There is no such asset; ask POST /v1/assets/upload-url for a new one.');

const known = (type: string): string | null => (type === UNKNOWN_TYPE ? null : type);
