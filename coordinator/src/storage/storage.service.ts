import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { DownloadGrant, UploadGrant } from '@farm/shared/storage';
import type {
  ByteRange,
  DownloadOptions,
  StorageDriver,
  StoredObject,
  UploadOptions,
  WriteOptions,
  Written,
} from './storage-driver.js';

/** Injection token of the driver of the platform's own storage. */
export const PLATFORM_STORAGE = Symbol('platform-storage');

/**
 * The farm's own storage: assets of customers and results that go nowhere else.
 * Keys: `blobs/<workspace>/<blob>/<file>`, `outputs/<workspace>/<job>/<attempt>/<file>`.
 */
@Injectable()
export class StorageService {
  constructor(@Inject(PLATFORM_STORAGE) private readonly driver: StorageDriver) {}

  /** Rejects with a sentence when nothing can be stored now. */
  check(): Promise<void> {
    return this.driver.check();
  }

  /** Names the place of the objects; coordinators of one farm have the same. */
  identity(): Promise<string> {
    return this.driver.identity();
  }

  /** Permission to write one object, for an agent. */
  grantUpload(key: string, options?: UploadOptions): Promise<UploadGrant> {
    return this.driver.grantUpload(key, options);
  }

  /** Permission to read one object. The URL may start with `/`; `absoluteUrl(origin, url)` is for customers. */
  grantDownload(key: string, options?: DownloadOptions): Promise<DownloadGrant> {
    return this.driver.grantDownload(key, options);
  }

  stat(key: string): Promise<StoredObject | undefined> {
    return this.driver.stat(key);
  }

  write(key: string, bytes: Readable, options?: WriteOptions): Promise<Written> {
    return this.driver.write(key, bytes, options);
  }

  open(key: string, range?: ByteRange): Promise<Readable> {
    return this.driver.open(key, range);
  }

  remove(key: string): Promise<void> {
    return this.driver.remove(key);
  }

  /** Removes every object below `prefix/`, e.g. all files of one attempt. */
  removeAll(prefix: string): Promise<void> {
    return this.driver.removeAll(prefix);
  }
}

/** A grant's URL as a customer can use it. */
export const absoluteUrl = (origin: string, url: string): string =>
  url.startsWith('/') ? `${origin}${url}` : url;
