import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { AgentPair } from '../outbound/guarded-agents.js';

export interface S3Place {
  /** Absent: Amazon's own, by region. */
  endpoint?: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface StoredPart {
  number: number;
  etag: string;
  sizeBytes: number;
}

export interface S3Object {
  sizeBytes: number;
  modifiedAt: Date;
}

const CONNECT_MS = 5000;
const REQUEST_MS = 60_000;

/**
 * One bucket of any server that speaks S3, as few calls as we need. Checksums only where the protocol asks for them:
 * the SDK's defaults sign the checksum of an empty body into presigned PUTs and send framed bodies that simple
 * servers store as they come.
 */
export class S3Bucket {
  private readonly client: S3Client;
  private readonly bucket: string;

  /** `agents` absent: the SDK's own connections, for the operator's bucket. */
  constructor(place: S3Place, agents?: AgentPair) {
    const { region, bucket, accessKeyId, secretAccessKey } = place;
    const endpoint = place.endpoint && endpointOf(place.endpoint, bucket);
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      credentials: { accessKeyId, secretAccessKey },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: REQUEST_MS,
        ...(agents ? { httpAgent: agents.http, httpsAgent: agents.https } : {}),
      },
    });
  }

  close(): void {
    this.client.destroy();
  }

  /** Rejects when the bucket is not there or the credentials are not good for it. */
  async reach(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
  }

  async put(key: string, body: Uint8Array, contentType: string): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType }),
    );
  }

  async head(key: string): Promise<S3Object | undefined> {
    try {
      const found = await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return { sizeBytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async get(key: string, range?: { start: number; end: number }): Promise<Readable> {
    const found = await this.client.send(
      new GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}),
      }),
    );
    return found.Body as Readable;
  }

  /** No error when there is no such object. */
  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** Keys below a prefix, page by page. */
  async *list(prefix: string): AsyncGenerator<string[]> {
    let after: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: after }),
      );
      yield (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      after = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (after !== undefined);
  }

  /** URL of one PUT; with a content type it is good for that type only. */
  presignPut(key: string, options: { ttl: number; contentType?: string }): Promise<string> {
    const { ttl, contentType } = options;
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ...(contentType ? { ContentType: contentType } : {}),
    });
    return getSignedUrl(this.client, command, {
      expiresIn: ttl,
      // Left to itself the SDK signs no content type, and any goes.
      ...(contentType ? { signableHeaders: new Set(['host', 'content-type']) } : {}),
    });
  }

  presignGet(
    key: string,
    options: { ttl: number; contentType: string; disposition: string },
  ): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentType: options.contentType,
      ResponseContentDisposition: options.disposition,
    });
    return getSignedUrl(this.client, command, { expiresIn: options.ttl });
  }

  async startParts(key: string, contentType: string): Promise<string> {
    const started = await this.client.send(
      new CreateMultipartUploadCommand({ Bucket: this.bucket, Key: key, ContentType: contentType }),
    );
    if (!started.UploadId) throw new Error('The server began an upload without an id.');
    return started.UploadId;
  }

  presignPart(key: string, uploadId: string, number: number, ttl: number): Promise<string> {
    const command = new UploadPartCommand({
      Bucket: this.bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: number,
    });
    return getSignedUrl(this.client, command, { expiresIn: ttl });
  }

  /** Sends one part itself; the answer is its tag. */
  async putPart(key: string, uploadId: string, number: number, body: Uint8Array): Promise<string> {
    const sent = await this.client.send(
      new UploadPartCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: body,
      }),
    );
    return sent.ETag ?? '';
  }

  /** The parts that are there; undefined when the server has forgotten the upload. */
  async listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined> {
    const parts: StoredPart[] = [];
    let after: string | undefined;
    try {
      do {
        const page = await this.client.send(
          new ListPartsCommand({
            Bucket: this.bucket,
            Key: key,
            UploadId: uploadId,
            PartNumberMarker: after,
          }),
        );
        for (const { PartNumber, ETag, Size } of page.Parts ?? [])
          if (PartNumber !== undefined && ETag !== undefined)
            parts.push({ number: PartNumber, etag: ETag, sizeBytes: Size ?? 0 });
        after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (after !== undefined);
      return parts;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async completeParts(
    key: string,
    uploadId: string,
    parts: readonly { number: number; etag: string }[],
  ): Promise<void> {
    const sorted = [...parts].sort((one, other) => one.number - other.number);
    await this.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: sorted.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
      }),
    );
  }

  async abortParts(key: string, uploadId: string): Promise<void> {
    await this.client.send(
      new AbortMultipartUploadCommand({ Bucket: this.bucket, Key: key, UploadId: uploadId }),
    );
  }
}

/** Some consoles show the endpoint with the bucket at its end; the bucket is added by the client. */
function endpointOf(endpoint: string, bucket: string): string {
  const url = new URL(endpoint);
  if (url.pathname.replace(/\/+$/, '') === `/${bucket}`) url.pathname = '/';
  return url.toString().replace(/\/+$/, '');
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
