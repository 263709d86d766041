import type { UploadReceipt } from '@farm/shared/storage';
import type { AgentPair } from '../../platform/outbound/guarded-agents.js';
import { S3Bucket } from '../../platform/s3/s3-bucket.js';
import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile, PlainConfig, Provider } from '../destination.types.js';
import { fitsOnePut, partCount, partSizeOf, sizeOfPart } from '../part-size.policy.js';
import { publicUrlOf } from '../public-url.policy.js';
import { regionOf, s3Endpoint } from '../s3-endpoint.policy.js';
import { AGENT_SUMS, GRANT_SECONDS, probeFile, requireSize } from './delivery.js';
import type { Delivered, DestinationDriver, Opened, Session } from './destination-driver.js';
import { speaking } from './speaking.js';

/** Absent for a file that fits one PUT. */
interface Parts {
  uploadId: string;
  partSize: number;
}

/**
 * Buckets that speak S3: Amazon S3, Cloudflare R2, Backblaze B2, Wasabi, and any other by its endpoint.
 * Permissions: s3:PutObject, s3:GetObject (for the size check), s3:DeleteObject (for the test),
 * s3:AbortMultipartUpload and s3:ListMultipartUploadParts on the objects below the prefix.
 * Leaves: parts of uploads that were given up when aborting them failed; a lifecycle rule removes those.
 * Size limit: 5 TiB (500 parts of up to 5 GiB: 2.4 TiB).
 */
export class S3DestinationDriver implements DestinationDriver {
  private readonly bucket: S3Bucket;
  private readonly speak: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(
    readonly provider: Provider,
    private readonly config: PlainConfig,
    agents: AgentPair,
  ) {
    const region = regionOf(provider, config.region, config.endpoint);
    const endpoint = s3Endpoint(provider, region, config.endpoint);
    const { bucket = '', accessKeyId = '', secretAccessKey = '' } = config;
    const place = { region, bucket, accessKeyId, secretAccessKey, ...(endpoint ? { endpoint } : {}) };
    this.bucket = new S3Bucket(place, agents);
    this.speak = speaking({
      what: `the bucket "${bucket}"`,
      credentials: 'accessKeyId, secretAccessKey',
      host: endpoint ? new URL(endpoint).host : 'Amazon S3',
    });
  }

  close(): void {
    this.bucket.close();
  }

  test(prefix: string): Promise<void> {
    const { key, bytes, contentType } = probeFile(prefix);
    return this.speak(async () => {
      await this.bucket.put(key, bytes, contentType);
      await this.bucket.remove(key);
    });
  }

  open(key: string, file: OutputFile, session?: Session): Promise<Opened> {
    return this.speak(() =>
      fitsOnePut(file.sizeBytes)
        ? this.openPut(key, file)
        : this.openParts(key, file, session as Parts | null),
    );
  }

  async finish(key: string, file: OutputFile, session: Session, receipt: UploadReceipt): Promise<Delivered> {
    const parts = session as Parts | null;
    const found = await this.speak(async () => {
      if (parts) await this.complete(key, file, parts, receipt);
      return this.bucket.head(key);
    });
    requireSize(file, found?.sizeBytes);
    return { sizeBytes: file.sizeBytes, url: publicUrlOf(this.provider, this.config, key), key };
  }

  async abort(key: string, session: Session): Promise<void> {
    const parts = session as Parts | null;
    if (parts) await this.speak(() => this.bucket.abortParts(key, parts.uploadId));
  }

  private async openPut(key: string, file: OutputFile): Promise<Opened> {
    const { contentType } = file;
    const url = await this.bucket.presignPut(key, { ttl: GRANT_SECONDS, contentType });
    const headers = { 'content-type': contentType, ...AGENT_SUMS };
    return { grant: { kind: 'put-url', key, url, headers }, session: null };
  }

  private async openParts(key: string, file: OutputFile, session: Parts | null | undefined): Promise<Opened> {
    const stored = session && (await this.bucket.listParts(key, session.uploadId));
    const parts: Parts =
      session && stored
        ? session
        : {
            uploadId: await this.bucket.startParts(key, file.contentType),
            partSize: partSizeOf(file.sizeBytes),
          };
    const { partSize, uploadId } = parts;
    const numbers = Array.from({ length: partCount(file.sizeBytes, partSize) }, (_, i) => i + 1);
    const done = (stored ?? []).filter(
      ({ number, sizeBytes }) => sizeBytes === sizeOfPart(number, file.sizeBytes, partSize),
    );
    const missing = numbers.filter((number) => !done.some((part) => part.number === number));
    const urls = await Promise.all(
      missing.map(async (number) => ({
        number,
        url: await this.bucket.presignPart(key, uploadId, number, GRANT_SECONDS),
        headers: AGENT_SUMS,
      })),
    );
    return { grant: { kind: 'multipart', key, partSize, parts: urls, done }, session: parts };
  }

  /** A repeated finish finds the upload gone: then the object is there already, which the size check decides. */
  private async complete(key: string, file: OutputFile, parts: Parts, receipt: UploadReceipt): Promise<void> {
    const stored = await this.bucket.listParts(key, parts.uploadId);
    if (!stored) return;
    const tags = new Map(stored.map(({ number, etag }) => [number, etag]));
    // What the agent saw goes first: a part that somebody changed meanwhile is refused by the server.
    for (const { number, etag } of receipt.etags ?? []) if (etag !== '') tags.set(number, etag);
    const all = [...tags].map(([number, etag]) => ({ number, etag }));
    if (all.length !== partCount(file.sizeBytes, parts.partSize))
      throw new DestinationProblem('Some parts of the file did not arrive at the destination.');
    await this.bucket.completeParts(key, parts.uploadId, all);
  }
}
