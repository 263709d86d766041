import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { safeFileName, type DownloadGrant } from '@farm/shared/storage';
import type { Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { servedContentType, StorageService, type ByteRange, type DownloadOptions } from '../storage/index.js';
import type { Asset, AssetPage, AssetQuery, NewAsset, Registration } from './asset.types.js';
import { AssetsRepository } from './assets.repository.js';
import { objectKey } from './asset-uploads.service.js';
import { parseOwnUrl } from './own-url.policy.js';

/** The files of customers: announced, uploaded, registered, looked up, deleted. */
@Injectable()
export class AssetsService {
  constructor(
    private readonly rows: AssetsRepository,
    private readonly storage: StorageService,
    private readonly clock: Clock,
  ) {}

  /** Makes the row that an upload will fill. */
  async announce(principal: Principal, wanted: NewAsset): Promise<Asset> {
    const id = newId();
    const now = this.clock.date();
    const asset: Asset = {
      id,
      workspaceId: principal.workspaceId,
      state: 'awaiting',
      name: wanted.name,
      type: wanted.type,
      storageKey: `${principal.workspaceId}/${id}/${safeFileName(wanted.name)}`,
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
  async register(principal: Principal, wanted: Registration): Promise<Asset> {
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
    if (asset.state === 'awaiting')
      throw new FarmError('bad-request', 'The file was never uploaded; PUT it to the uploadUrl first.');
    const change = { ...registeredFacts(asset, wanted), updatedAt: this.clock.date() };
    await this.rows.update(asset.id, change);
    return { ...asset, ...change };
  }

  list(workspaceId: string, query: AssetQuery): Promise<AssetPage> {
    return this.rows.page(workspaceId, query);
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

  /** Permission to read the bytes, for an agent or (made absolute) for a customer. */
  async grantDownload(asset: Asset, options: DownloadOptions = {}): Promise<DownloadGrant> {
    const grant = await this.storage.grantDownload(objectKey(asset), {
      fileName: asset.name,
      ...(asset.contentType ? { contentType: asset.contentType } : {}),
      ...options,
    });
    return { ...grant, ...(asset.sha256 ? { sha256: asset.sha256 } : {}) };
  }

  /** The bytes, for sending them through the coordinator. */
  async openFile(asset: Asset) {
    const key = objectKey(asset);
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
    const assets = await this.rows.byIds(workspaceId, [...new Set(ours.map((own) => own.assetId))]);
    const ready = new Map(
      assets.filter((asset) => asset.state !== 'awaiting').map((asset) => [asset.id, asset]),
    );
    return new Map(
      ours.flatMap(({ url, assetId }) => {
        const asset = ready.get(assetId);
        return asset ? [[url, asset] as const] : [];
      }),
    );
  }

  /** Deletes rows, then bytes: a crash between the two leaves an orphan file, never a row without a file. */
  async remove(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const removed = await this.rows.remove(workspaceId, ids.filter(isUuid));
    await Promise.all(removed.map((asset) => this.storage.remove(objectKey(asset))));
    return removed.map((asset) => asset.id);
  }
}

/** What a registration says wins over what was measured, except for the size and the kind of the bytes. */
function registeredFacts(asset: Asset, wanted: Registration): Partial<Asset> {
  // Some clients send null for what they do not know.
  const [duration, width, height] = [wanted.duration, wanted.width, wanted.height].map(
    (value) => value ?? undefined,
  );
  return {
    state: 'registered',
    name: wanted.name,
    type: wanted.type,
    contentType: asset.contentType ?? wanted.contentType ?? null,
    duration: duration ?? asset.duration,
    width: width === undefined ? asset.width : Math.round(width),
    height: height === undefined ? asset.height : Math.round(height),
    metadata: { ...asset.metadata, ...wanted.metadata, ...(duration === undefined ? {} : { duration }) },
  };
}
