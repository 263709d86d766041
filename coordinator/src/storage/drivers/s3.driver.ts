import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { FarmError } from '@farm/shared/errors';
import { isSafeKey, safeFileName, type DownloadGrant, type UploadGrant } from '@farm/shared/storage';
import { S3Bucket, type S3Place } from '../../platform/s3/s3-bucket.js';
import { contentTypeOf, servedContentType } from '../content-type.policy.js';
import { dispositionOf } from '../disposition.policy.js';
import type {
  ByteRange,
  DownloadOptions,
  StorageDriver,
  StoredObject,
  UploadOptions,
  WriteOptions,
  Written,
} from '../storage-driver.js';
import { refuseMismatch, tooLarge } from '../write-checks.js';
import { inPieces } from './in-pieces.js';

export interface S3DriverOptions {
  place: S3Place;
  /** Address of the same server for clients and agents; absent: `place.endpoint`. */
  publicEndpoint?: string;
  /** Folder in the bucket, without slashes at its ends; empty: none. */
  prefix: string;
  /** Life of download URLs, seconds. */
  urlTtl: number;
}

/** An agent may ask for its grant long before the last byte is sent. */
const UPLOAD_TTL = 6 * 3600;
/** Presigned URLs live for a week at most. */
const LONGEST_TTL = 7 * 24 * 3600;
/** What the coordinator holds in memory of one upload that passes through it. */
const PIECE_BYTES = 8 * 2 ** 20;
/** Deletions at once. */
const DELETES = 20;

/**
 * A bucket of any server that speaks S3. Agents and clients read and write it by presigned URLs: bytes pass the
 * coordinator only when a client uploads an asset to our own route or reads one through `/proxy`.
 * Permissions: s3:ListBucket on the bucket; s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload on
 * its objects. Leaves: parts of uploads that a crash of the coordinator cut off; a lifecycle rule removes those.
 * Size limit: 5 GiB for a file of an agent (one PUT), 78 GiB for an upload through the coordinator.
 */
export class S3Driver implements StorageDriver {
  readonly kind = 's3';
  private readonly bucket: S3Bucket;
  /** Signs URLs for the address that others know. */
  private readonly signer: S3Bucket;

  constructor(private readonly options: S3DriverOptions) {
    const { place, publicEndpoint } = options;
    this.bucket = new S3Bucket(place);
    this.signer = publicEndpoint ? new S3Bucket({ ...place, endpoint: publicEndpoint }) : this.bucket;
  }

  identity(): Promise<string> {
    const { place, prefix } = this.options;
    return Promise.resolve(`s3 ${place.endpoint ?? place.region} ${place.bucket} ${prefix}`);
  }

  async check(): Promise<void> {
    try {
      await this.bucket.reach();
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error);
      throw new Error(`the bucket "${this.options.place.bucket}" cannot be reached (${name})`);
    }
  }

  async grantUpload(key: string, options: UploadOptions = {}): Promise<UploadGrant> {
    const url = await this.signer.presignPut(this.at(key), { ttl: ttlOf(options.ttl ?? UPLOAD_TTL) });
    // An empty value asks the agent for the sum: the server refuses bytes that changed on the way.
    return { kind: 'put-url', url, key, headers: { 'content-md5': '' } };
  }

  async grantDownload(key: string, options: DownloadOptions = {}): Promise<DownloadGrant> {
    const found = await this.stat(key);
    const fileName = safeFileName(options.fileName ?? key.split('/').pop() ?? key);
    const url = await this.signer.presignGet(this.at(key), {
      ttl: ttlOf(options.ttl ?? this.options.urlTtl),
      contentType: servedContentType(options.contentType, key),
      disposition: dispositionOf({ fileName, inline: options.inline ?? false }),
    });
    return { url, ...(found ? { sizeBytes: found.sizeBytes } : {}) };
  }

  async stat(key: string): Promise<StoredObject | undefined> {
    const found = await this.bucket.head(this.at(key));
    return found && { key, ...found };
  }

  async write(key: string, bytes: Readable, options: WriteOptions = {}): Promise<Written> {
    const at = this.at(key);
    const hash = createHash('sha256');
    const limit = options.maxBytes ?? Number.MAX_SAFE_INTEGER;
    let sizeBytes = 0;
    async function* metered(): AsyncGenerator<Buffer> {
      for await (const chunk of bytes as AsyncIterable<Buffer | string>) {
        const piece = Buffer.from(chunk);
        sizeBytes += piece.length;
        hash.update(piece);
        if (sizeBytes > limit) throw tooLarge(limit);
        yield piece;
      }
    }
    const finished = (): Written => {
      const written = { sizeBytes, sha256: hash.digest('hex') };
      refuseMismatch(written, options);
      return written;
    };
    return this.store(at, contentTypeOf(key), inPieces(metered(), PIECE_BYTES), finished);
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    return this.bucket.get(this.at(key), range);
  }

  async remove(key: string): Promise<void> {
    await this.bucket.remove(this.at(key));
  }

  async removeAll(prefix: string): Promise<void> {
    for await (const keys of this.bucket.list(`${this.at(prefix)}/`))
      for (let from = 0; from < keys.length; from += DELETES)
        await Promise.all(keys.slice(from, from + DELETES).map((key) => this.bucket.remove(key)));
  }

  /** One PUT for what fits one piece, parts for more; `finished` may refuse before anything becomes visible. */
  private async store(
    at: string,
    contentType: string,
    pieces: AsyncGenerator<Buffer>,
    finished: () => Written,
  ): Promise<Written> {
    const first = (await pieces.next()).value as Buffer | undefined;
    const second = (await pieces.next()).value as Buffer | undefined;
    if (second === undefined) {
      const written = finished();
      await this.bucket.put(at, first ?? Buffer.alloc(0), contentType);
      return written;
    }
    const uploadId = await this.bucket.startParts(at, contentType);
    try {
      const parts: { number: number; etag: string }[] = [];
      const send = async (piece: Buffer): Promise<void> => {
        const number = parts.length + 1;
        parts.push({ number, etag: await this.bucket.putPart(at, uploadId, number, piece) });
      };
      await send(first ?? Buffer.alloc(0));
      await send(second);
      for await (const piece of pieces) await send(piece);
      const written = finished();
      await this.bucket.completeParts(at, uploadId, parts);
      return written;
    } catch (error) {
      await this.bucket.abortParts(at, uploadId).catch(() => undefined);
      throw error;
    }
  }

  private at(key: string): string {
    if (!isSafeKey(key) || key.startsWith('.incoming'))
      throw new FarmError('not-found', 'There is no such file.');
    return this.options.prefix === '' ? key : `${this.options.prefix}/${key}`;
  }
}

const ttlOf = (seconds: number): number => Math.min(Math.max(seconds, 1), LONGEST_TTL);
