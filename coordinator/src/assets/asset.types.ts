export const ASSET_TYPES = ['image', 'video', 'audio', 'font'] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** awaiting: the upload URL was given; uploaded: the bytes are here; registered: the customer named it. */
export type AssetState = 'awaiting' | 'uploaded' | 'registered';

export interface Asset {
  id: string;
  workspaceId: string;
  state: AssetState;
  name: string;
  type: AssetType;
  /** `<workspace>/<asset>/<file>`, as customers see it. */
  storageKey: string;
  /** The bytes; null while none have come. Several assets of a workspace may show the same blob. */
  blobId: string | null;
  /** Where the bytes are in the farm's storage. */
  objectKey: string | null;
  /** A small picture of it that an agent made. */
  thumbnailKey: string | null;
  contentType: string | null;
  sizeBytes: number;
  sha256: string | null;
  /** Seconds, with fraction. */
  duration: number | null;
  width: number | null;
  height: number | null;
  metadata: Record<string, unknown> | null;
  createdBy: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const ASSET_SORTS = ['created_at', 'name', 'type', 'size_bytes', 'duration'] as const;
export type AssetSort = (typeof ASSET_SORTS)[number];

export interface AssetQuery {
  type?: AssetType;
  /** Part of the name, without case. */
  search?: string;
  sortBy: AssetSort;
  sortOrder: 'asc' | 'desc';
  page: number;
  limit: number;
}

export interface AssetPage {
  assets: Asset[];
  total: number;
}

export interface NewAsset {
  name: string;
  type: AssetType;
  contentType?: string;
  /** Announced size, when the customer says it. */
  sizeBytes?: number;
}

export interface Registration {
  id?: string;
  storageKey: string;
  name: string;
  type: AssetType;
  contentType?: string;
  duration?: number;
  width?: number;
  height?: number;
  metadata?: Record<string, unknown>;
}

/** What an agent measured of the bytes. */
export interface MeasuredFacts {
  /** Seconds, with fraction. */
  duration: number | null;
  width: number | null;
  height: number | null;
  /** Codecs, frame rate, rotation, names of a font …; goes into the asset's metadata. */
  details: Record<string, unknown>;
  sha256?: string;
  /** Where the agent stored a small picture. */
  thumbnailKey: string | null;
}

/** A font of a workspace, for those who look one up by its family. */
export type FontFile = Pick<Asset, 'id' | 'name'>;
