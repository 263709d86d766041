import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FarmError } from '@farm/shared/errors';
import { isSafeKey, safeFileName, type DownloadGrant, type UploadGrant } from '@farm/shared/storage';
import type { SignedFacts } from '../../platform/crypto/signed-query.js';
import type { LocalSigner } from '../local-signer.js';
import type {
  ByteRange,
  DownloadOptions,
  StorageDriver,
  StoredObject,
  UploadOptions,
  WriteOptions,
  Written,
} from '../storage-driver.js';
import { markFolder } from '../../platform/files-mark.js';
import { refuseMismatch, tooLarge } from '../write-checks.js';

/** An agent may ask for its grant long before the last byte is sent. */
const UPLOAD_TTL = 6 * 3600;
/** Free bytes that stay free: the embedded database lives on the same disk. */
const RESERVE_BYTES = 256 * 2 ** 20;
/** In a shared folder, an unfinished write that nobody touched for so long is of a coordinator that died. */
const ABANDONED_MS = 3600_000;

/**
 * A folder on the coordinator's disk, served under /files by signed URLs.
 * Permissions: read and write in that folder. Creates one file per object and folders above it; `.incoming` holds
 * unfinished writes and is emptied at start (where others write too: of what was abandoned). Leaves nothing behind after `remove`, empty folders included.
 * Size limit: the file system's.
 */
export class LocalDriver implements StorageDriver {
  readonly kind = 'local';

  constructor(
    private readonly root: string,
    private readonly signer: LocalSigner,
    private readonly urlTtl: number,
    /** Other coordinators write here too. */
    private readonly isShared = false,
  ) {}

  /** Makes the folder and forgets writes that a crash interrupted. */
  async prepare(): Promise<void> {
    if (!this.isShared) await rm(this.incoming, { recursive: true, force: true });
    await mkdir(this.incoming, { recursive: true, mode: 0o700 });
    if (this.isShared) await this.removeAbandoned();
  }

  identity(): Promise<string> {
    return markFolder(this.root);
  }

  async check(): Promise<void> {
    const { bavail, bsize } = await statfs(this.incoming);
    if (bavail * bsize < RESERVE_BYTES)
      throw new Error(`less than ${RESERVE_BYTES / 2 ** 20} MB are free on the disk of the files`);
  }

  async grantUpload(key: string, options: UploadOptions = {}): Promise<UploadGrant> {
    this.pathOf(key);
    const facts: SignedFacts = options.maxBytes === undefined ? {} : { max: String(options.maxBytes) };
    const url = this.signer.url('PUT', key, options.ttl ?? UPLOAD_TTL, facts);
    return { kind: 'hand-over', url, key };
  }

  async grantDownload(key: string, options: DownloadOptions = {}): Promise<DownloadGrant> {
    const found = await this.stat(key);
    const facts = {
      name: safeFileName(options.fileName ?? key.split('/').pop() ?? key),
      ...(options.contentType === undefined ? {} : { type: options.contentType }),
      ...(options.inline ? { inline: '1' } : {}),
    };
    const url = this.signer.url('GET', options.alias ?? key, options.ttl ?? this.urlTtl, facts);
    return { url, ...(found ? { sizeBytes: found.sizeBytes } : {}) };
  }

  async stat(key: string): Promise<StoredObject | undefined> {
    try {
      const facts = await stat(this.pathOf(key));
      return facts.isFile() ? { key, sizeBytes: facts.size, modifiedAt: facts.mtime } : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async write(key: string, bytes: Readable, options: WriteOptions = {}): Promise<Written> {
    const path = this.pathOf(key);
    await this.refuseWhenFull(options.sizeBytes ?? 0);
    const temp = join(this.incoming, randomUUID());
    try {
      const written = await this.receive(temp, bytes, options);
      await this.publish(temp, path);
      return written;
    } catch (error) {
      await rm(temp, { force: true });
      throw isFull(error) ? fullDisk(error) : error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    return createReadStream(this.pathOf(key), range);
  }

  async remove(key: string): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true });
    await this.removeEmptyFolders(dirname(path));
  }

  async removeAll(prefix: string): Promise<void> {
    const path = this.pathOf(prefix);
    await rm(path, { recursive: true, force: true });
    await this.removeEmptyFolders(dirname(path));
  }

  private get incoming(): string {
    return join(this.root, '.incoming');
  }

  private pathOf(key: string): string {
    if (!isSafeKey(key) || key.startsWith('.')) throw new FarmError('not-found', 'There is no such file.');
    return join(this.root, ...key.split('/'));
  }

  /** Counts and hashes while writing; on disk (fsync) before it returns. */
  private async receive(temp: string, bytes: Readable, options: WriteOptions): Promise<Written> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const limit = options.maxBytes ?? Number.MAX_SAFE_INTEGER;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        done(sizeBytes > limit ? tooLarge(limit) : null, chunk);
      },
    });
    // `flush` is the fsync before close; a FileHandle's own stream with autoClose off never lets the handle close.
    await pipeline(bytes, meter, createWriteStream(temp, { flags: 'wx', mode: 0o600, flush: true }));
    const written = { sizeBytes, sha256: hash.digest('hex') };
    refuseMismatch(written, options);
    return written;
  }

  /** After this the object is complete under its name, and stays so after a power cut. */
  private async publish(temp: string, path: string): Promise<void> {
    const folder = dirname(path);
    // A concurrent remove may take away a folder that became empty: make it again, once.
    for (const last of [false, true]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await rename(temp, path);
        break;
      } catch (error) {
        if (last || !isMissing(error)) throw error;
      }
    }
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  }

  private async removeAbandoned(): Promise<void> {
    const before = Date.now() - ABANDONED_MS;
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts && facts.mtimeMs < before) await rm(path, { force: true });
    }
  }

  private async refuseWhenFull(coming: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.incoming);
    if (bavail * bsize - coming < RESERVE_BYTES) throw fullDisk();
  }

  private async removeEmptyFolders(folder: string): Promise<void> {
    for (let at = folder; at.startsWith(this.root + sep); at = dirname(at)) {
      try {
        if ((await readdir(at)).length > 0) return;
        await rmdir(at);
      } catch {
        return; // somebody else writes here: the folder is not empty any more
      }
    }
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

function fullDisk(cause?: unknown): FarmError {
  return new FarmError(
    'unavailable',
    "The disk of the farm's files is nearly full: free some space or delete old outputs, then try again.",
    { cause, details: { reason: 'disk-full' } },
  );
}
