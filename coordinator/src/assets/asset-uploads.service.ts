import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { QuerySigner, type SignatureProblem, type SignedFacts } from '../platform/crypto/signed-query.js';
import { contentTypeOf, StorageService } from '../storage/index.js';
import type { Asset } from './asset.types.js';
import { AssetsRepository } from './assets.repository.js';
import { peekStart } from './peek-start.js';
import { sniffContent } from './sniff-content.policy.js';

/** Life of an upload URL, seconds: long enough for 2 GB over a slow line to start. */
const UPLOAD_TTL = 24 * 3600;
const UNKNOWN_TYPE = 'application/octet-stream';

/** Where the bytes of an asset are in the farm's storage. */
export const objectKey = (asset: Pick<Asset, 'storageKey'>): string => `assets/${asset.storageKey}`;

/** Takes the bytes of announced assets. */
@Injectable()
export class AssetUploadsService {
  private readonly signer: QuerySigner;

  constructor(
    private readonly rows: AssetsRepository,
    private readonly storage: StorageService,
    private readonly clock: Clock,
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
    if (!asset)
      throw new FarmError(
        'not-found',
        'There is no such asset; ask POST /v1/assets/upload-url for a new one.',
      );
    return asset;
  }

  refuseTooLarge(sizeBytes: number | undefined): void {
    const limit = this.config.uploadLimit;
    if (sizeBytes !== undefined && sizeBytes > limit)
      throw new FarmError('too-large', `The file has ${sizeBytes} bytes; the limit is ${limit}.`, {
        details: { limit },
      });
  }

  /** Stores the bytes; may be repeated until the asset is registered. */
  async receive(asset: Asset, bytes: Readable): Promise<void> {
    if (asset.state === 'registered')
      throw new FarmError(
        'conflict',
        'This asset is registered and cannot be overwritten; upload a new one.',
      );
    const { start, stream } = await peekStart(bytes);
    if (start.length === 0)
      throw new FarmError('bad-request', 'The upload is empty; send the bytes of the file.');
    const written = await this.storage.write(objectKey(asset), stream, { maxBytes: this.config.uploadLimit });
    await this.rows.update(asset.id, {
      ...written,
      state: 'uploaded',
      contentType: sniffContent(start) ?? asset.contentType ?? known(contentTypeOf(asset.storageKey)),
      updatedAt: this.clock.date(),
    });
  }
}

const known = (type: string): string | null => (type === UNKNOWN_TYPE ? null : type);
