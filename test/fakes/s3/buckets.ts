import { createHash, randomUUID } from 'node:crypto';
import { S3Error } from './s3-error.js';

export interface StoredObject {
  bytes: Buffer;
  etag: string;
  contentType: string;
  modified: Date;
  /** x-amz-meta-*, content-disposition, cache-control. */
  headers: Record<string, string>;
}

export interface StoredPart {
  number: number;
  bytes: Buffer;
  etag: string;
  modified: Date;
}

export interface MultipartUpload {
  id: string;
  key: string;
  contentType: string;
  headers: Record<string, string>;
  parts: Map<number, StoredPart>;
}

/** Byte order of UTF-8, as S3 lists. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();

/** One bucket in memory: objects, and uploads in parts that are no objects yet. */
export class Bucket {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, MultipartUpload>();

  /** `minPart`: S3's own limit is 5 MiB for all parts but the last; tests may set it lower. */
  constructor(private readonly minPart: number) {}

  put(key: string, bytes: Buffer, more: Pick<StoredObject, 'contentType' | 'headers'>): StoredObject {
    const object = { ...more, bytes, etag: `"${md5(bytes).toString('hex')}"`, modified: new Date() };
    this.objects.set(key, object);
    return object;
  }

  get(key: string): StoredObject {
    const object = this.objects.get(key);
    if (!object) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    return object;
  }

  /** Keys and common prefixes after `after`, in S3's order. */
  list(prefix: string, delimiter: string, after: string, max: number): { names: string[]; more: boolean } {
    const names = new Set<string>();
    for (const key of [...this.objects.keys()].filter((one) => one.startsWith(prefix))) {
      const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      names.add(end < 0 ? key : key.slice(0, end + delimiter.length));
    }
    const rest = [...names].sort(byBytes).filter((name) => byBytes(name, after) > 0);
    return { names: rest.slice(0, max), more: rest.length > max };
  }

  begin(key: string, more: Pick<StoredObject, 'contentType' | 'headers'>): MultipartUpload {
    const upload = { id: randomUUID(), key, parts: new Map<number, StoredPart>(), ...more };
    this.uploads.set(upload.id, upload);
    return upload;
  }

  upload(id: string, key: string): MultipartUpload {
    const upload = this.uploads.get(id);
    if (upload?.key !== key)
      throw new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
    return upload;
  }

  putPart(upload: MultipartUpload, number: number, bytes: Buffer): StoredPart {
    if (!Number.isInteger(number) || number < 1 || number > 10_000)
      throw new S3Error(
        400,
        'InvalidArgument',
        'Part number must be an integer between 1 and 10000, inclusive',
      );
    const part = { number, bytes, etag: `"${md5(bytes).toString('hex')}"`, modified: new Date() };
    upload.parts.set(number, part);
    return part;
  }

  /** Puts the named parts together; what was sent and is not named is dropped, as S3 does. */
  complete(upload: MultipartUpload, named: { number: number; etag: string }[]): StoredObject {
    if (named.length === 0)
      throw new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed.');
    if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0)))
      throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    const parts = named.map(({ number, etag }) => {
      const part = upload.parts.get(number);
      if (!part || part.etag.replaceAll('"', '') !== etag.replaceAll('"', ''))
        throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
      return part;
    });
    if (parts.slice(0, -1).some(({ bytes }) => bytes.length < this.minPart))
      throw new S3Error(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      );
    this.uploads.delete(upload.id);
    const object = this.put(upload.key, Buffer.concat(parts.map(({ bytes }) => bytes)), upload);
    const sums = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
    object.etag = `"${md5(Buffer.concat(sums)).toString('hex')}-${parts.length}"`;
    return object;
  }
}
