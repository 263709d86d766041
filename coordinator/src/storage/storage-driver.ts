import type { Readable } from 'node:stream';
import type { DownloadGrant, UploadGrant } from '@farm/shared/storage';

export interface StoredObject {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}

export interface DownloadOptions {
  /** Seconds; absent: the setting FRAMEFARM_URL_TTL. */
  ttl?: number;
  /** Name in Content-Disposition; absent: the last part of the key. */
  fileName?: string;
  /** Absent: by the extension of the key. */
  contentType?: string;
  /** True: shown in a browser; false (default): saved. */
  inline?: boolean;
  /**
   * Key that the URL shows instead: whoever serves it looks up which object it means now (api/files). A bucket serves
   * itself and ignores it.
   */
  alias?: string;
}

export interface UploadOptions {
  /** Seconds; absent: six hours (an agent may be slow). */
  ttl?: number;
  /** Largest accepted size, bytes. */
  maxBytes?: number;
}

export interface WriteOptions {
  /** Largest accepted size, bytes. */
  maxBytes?: number;
  /** Refused when the bytes do not match. */
  sizeBytes?: number;
  sha256?: string;
}

export interface Written {
  sizeBytes: number;
  sha256: string;
}

/** Inclusive, as in the HTTP header Range. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The port to whoever keeps the bytes. Keys are relative (`isSafeKey`). Grants are short-lived and name one object;
 * agents and customers get grants and nothing else.
 */
export interface StorageDriver {
  readonly kind: string;
  /** Names the place: the same for all who keep their objects there, and for nobody else. */
  identity(): Promise<string>;
  /** Rejects with a sentence when objects cannot be written now. */
  check(): Promise<void>;
  grantUpload(key: string, options?: UploadOptions): Promise<UploadGrant>;
  grantDownload(key: string, options?: DownloadOptions): Promise<DownloadGrant>;
  stat(key: string): Promise<StoredObject | undefined>;
  /** Stores the whole stream or nothing; overwrites. */
  write(key: string, bytes: Readable, options?: WriteOptions): Promise<Written>;
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** No error when there is no such object. */
  remove(key: string): Promise<void>;
  /** Removes every object below `prefix/`. */
  removeAll(prefix: string): Promise<void>;
}
