import type { Asset } from '../../../assets/index.js';
import type { AssetDto } from './assets.dto.js';

/** The lasting address of an asset; see api/files/asset-files.controller.ts. */
export const assetUrl = (origin: string, storageKey: string): string =>
  `${origin}/assets/${storageKey.split('/').map(encodeURIComponent).join('/')}`;

/** The asset in the vendor's words: snake_case, whole numbers, both spellings of the address. */
export function assetToReply(asset: Asset, origin: string, thumbnailUrl: string | null): AssetDto {
  const url = assetUrl(origin, asset.storageKey);
  return {
    id: asset.id,
    workspace_id: asset.workspaceId,
    name: asset.name,
    type: asset.type,
    content_type: asset.contentType,
    storage_key: asset.storageKey,
    asset_url: url,
    assetUrl: url,
    thumbnail_url: thumbnailUrl,
    size_bytes: asset.sizeBytes,
    duration: asset.duration === null ? null : Math.round(asset.duration),
    width: asset.width,
    height: asset.height,
    metadata: asset.metadata,
    created_by: asset.createdBy,
    created_at: asset.createdAt.toISOString(),
    updated_at: asset.updatedAt.toISOString(),
  };
}
