import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { safeFileName, type DownloadGrant } from '@farm/shared/storage';
import type { Principal } from '../auth/index.js';
import { DiskGuard } from '../platform/disk/disk-guard.service.js';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { servedContentType, StorageService, type ByteRange, type DownloadOptions } from '../storage/index.js';
import type { Asset, AssetPage, AssetQuery, FontFile, NewAsset, Registration } from './asset.types.js';
import { AssetsRepository } from './assets.repository.js';
import { BlobsService } from './blobs/blobs.service.js';
import { DirectUploadsService, type Arrival } from './direct-uploads.service.js';
import { refuseOtherType, registeredFacts } from './registration.policy.js';
import { parseOwnUrl } from './own-url.policy.js';

/** What the path of a signed URL of an asset starts with. */
const PUBLIC_PREFIX = 'assets/';

/** The files of customers: announced, uploaded, registered, looked up, deleted. */
@Injectable()
export class AssetsService {
  constructor(
    private readonly rows: AssetsRepository,
    private readonly blobs: BlobsService,
    private readonly directs: DirectUploadsService,
    private readonly transactions: Transactions,
    private readonly storage: StorageService,
    private readonly disk: DiskGuard,
    private readonly clock: Clock,
  ) {}

  /** Makes the row that an upload will fill. */
  async announce(principal: Principal, wanted: NewAsset): Promise<Asset> {
    await this.disk.refuseWhenFull();
    const id = newId();
    const now = this.clock.date();
    const asset: Asset = {
      id,
      workspaceId: principal.workspaceId,
      state: 'awaiting',
      name: wanted.name,
      type: wanted.type,
      storageKey: `${principal.workspaceId}/${id}/${safeFileName(wanted.name)}`,
      blobId: null,
      objectKey: null,
      thumbnailKey: null,
      contentType: wanted.contentType ?? null,
      sizeBytes: 0,
      sha256: null,
      duration: null,
      width: null,
      height: null,
      metadata: null,
      createdBy: principal.memberId,
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.insert(asset);
    return asset;
  }

  /** Names an uploaded asset. Repeating it updates the names. */
  async register(principal: Pick<Principal, 'workspaceId'>, wanted: Registration): Promise<Asset> {
    const [owner, assetId] = wanted.storageKey.split('/');
    if (owner !== principal.workspaceId)
      throw new FarmError(
        'bad-request',
        'storage_key belongs to another workspace; use the path from the upload URL.',
      );
    if (wanted.id !== undefined && wanted.id.toLowerCase() !== assetId?.toLowerCase())
      throw new FarmError('bad-request', 'id and storage_key name different assets; leave out id.');
    const asset = isUuid(assetId) ? await this.rows.get(owner, assetId) : undefined;
    if (!asset || asset.storageKey !== wanted.storageKey)
      throw new FarmError('bad-request', 'storage_key is not known; ask POST /v1/assets/upload-url for one.');
    const arrival = asset.state === 'awaiting' ? await this.directs.arrival(asset) : undefined;
    const registered = await this.transactions.run((tx) => this.registerIn(asset, wanted, arrival, tx));
    if (arrival) await this.directs.tell(registered);
    return registered;
  }

  /** Looked at again under its lock: an upload may have ended, or a deletion, since. */
  private async registerIn(
    { workspaceId, id }: Asset,
    wanted: Registration,
    arrival: Arrival | undefined,
    tx: Tx,
  ): Promise<Asset> {
    await this.blobs.lock(workspaceId, tx);
    let now = await this.rows.lock(workspaceId, id, tx);
    if (now?.state === 'awaiting' && arrival)
      now = { ...now, ...(await this.directs.take(now, arrival, tx)) };
    if (!now || now.state === 'awaiting')
      throw new FarmError('bad-request', 'The file was never uploaded; PUT it to the uploadUrl first.');
    refuseOtherType(now, wanted);
    const change = { ...registeredFacts(now, wanted), updatedAt: this.clock.date() };
    await this.rows.update(id, change, tx);
    return { ...now, ...change };
  }

  list(workspaceId: string, query: AssetQuery): Promise<AssetPage> {
    return this.rows.page(workspaceId, query);
  }

  /** The newest font files of a workspace, as many as are looked at. */
  fonts(workspaceId: string): Promise<FontFile[]> {
    return this.rows.fonts(workspaceId);
  }

  /** Bytes of all files of a workspace. */
  storedBytes(workspaceId: string): Promise<number> {
    return this.rows.storedBytes(workspaceId);
  }

  /** An asset whose bytes are here; undefined when there is none, or not in this workspace. */
  async get(workspaceId: string, id: string): Promise<Asset | undefined> {
    const asset = isUuid(id) ? await this.rows.get(workspaceId, id) : undefined;
    return asset?.state === 'awaiting' ? undefined : asset;
  }

  /** Like `get`, or a 404 error. */
  async need(workspaceId: string, id: string): Promise<Asset> {
    const asset = await this.get(workspaceId, id);
    if (!asset) throw new FarmError('not-found', 'There is no asset with this id in this workspace.');
    return asset;
  }

  /**
   * Permission to read the bytes, for an agent or (made absolute) for a customer. Where the farm itself serves them,
   * the URL shows the asset and dies with it, although other assets may show the same bytes.
   */
  async grantDownload(asset: Asset, options: DownloadOptions = {}): Promise<DownloadGrant> {
    const grant = await this.storage.grantDownload(keyOf(asset), {
      fileName: asset.name,
      alias: `${PUBLIC_PREFIX}${asset.storageKey}`,
      ...(asset.contentType ? { contentType: asset.contentType } : {}),
      ...options,
    });
    return { ...grant, ...(asset.sha256 ? { sha256: asset.sha256 } : {}) };
  }

  /** The object behind a key that a signed URL shows; the same key when it is none of an asset. */
  async objectKeyOf(key: string): Promise<string> {
    if (!key.startsWith(PUBLIC_PREFIX)) return key;
    const asset = await this.rows.byStorageKey(key.slice(PUBLIC_PREFIX.length));
    if (!asset) throw new FarmError('not-found', 'The file is not there any more.');
    return keyOf(asset);
  }

  /** Permission to see the small picture; undefined while there is none. */
  async grantThumbnail({ thumbnailKey, name }: Asset): Promise<DownloadGrant | undefined> {
    if (thumbnailKey === null) return undefined;
    const fileName = `${name.replace(/\.[^.]*$/, '')}.jpg`;
    return this.storage.grantDownload(thumbnailKey, { fileName, contentType: 'image/jpeg', inline: true });
  }

  /** The bytes, for sending them through the coordinator. */
  async openFile(asset: Asset) {
    const key = keyOf(asset);
    const found = await this.storage.stat(key);
    if (!found) throw new FarmError('not-found', 'The file of this asset is not there any more.');
    return {
      ...found,
      fileName: asset.name,
      contentType: servedContentType(asset.contentType ?? undefined, key),
      inline: true,
      open: (range?: ByteRange) => this.storage.open(key, range),
    };
  }

  /** The asset behind a URL of ours, when it belongs to this workspace. */
  async resolveOwnUrl(workspaceId: string, url: string): Promise<Asset | undefined> {
    return (await this.resolveOwnUrls(workspaceId, [url])).get(url);
  }

  /** The same for all URLs of a document, with one query. */
  async resolveOwnUrls(workspaceId: string, urls: readonly string[]): Promise<Map<string, Asset>> {
    const ours = urls.flatMap((url) => {
      const own = parseOwnUrl(url);
      return own?.workspaceId === workspaceId ? [{ url, assetId: own.assetId }] : [];
    });
    const assets = await this.rows.byIdsOrBlobs(workspaceId, [...new Set(ours.map((own) => own.assetId))]);
    const ready = assets.filter((asset) => asset.state !== 'awaiting');
    const found = (id: string) =>
      ready.find((asset) => asset.id === id) ?? ready.find((asset) => asset.blobId === id);
    return new Map(
      ours.flatMap(({ url, assetId }) => {
        const asset = found(assetId);
        return asset ? [[url, asset] as const] : [];
      }),
    );
  }

  /**
   * Deletes rows, then the bytes that no other asset shows: a crash between the two leaves bytes that the sweep
   * deletes, never a row without its file.
   */
  async remove(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const { removed, unused, removals } = await this.transactions.run(async (tx) => {
      await this.blobs.lock(workspaceId, tx);
      const removed = await this.rows.remove(workspaceId, ids.filter(isUuid), tx);
      const blobs = removed.flatMap(({ blobId }) => blobId ?? []);
      const thumbnails = removed.map(({ thumbnailKey }) => thumbnailKey);
      return {
        removed,
        unused: await this.blobs.release(workspaceId, blobs, tx),
        removals: await this.blobs.forgetFiles(thumbnails, tx),
      };
    });
    await Promise.all([...unused.map((blob) => this.blobs.drop(blob)), this.blobs.carryOut(removals)]);
    return removed.map((asset) => asset.id);
  }
}

/** An asset that has bytes says where. */
function keyOf(asset: Asset): string {
  if (asset.objectKey === null)
    throw new FarmError('not-found', 'The file of this asset is not there any more.');
  return asset.objectKey;
}
