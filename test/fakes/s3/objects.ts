import type { IncomingHttpHeaders } from 'node:http';
import type { StoredObject } from './buckets.js';
import { answer, answerXml, type Exchange } from './exchange.js';
import { S3Error, textsOf } from './s3-error.js';

const KEPT = /^(x-amz-meta-.+|content-disposition|cache-control|content-encoding)$/;

/** What S3 keeps of the headers of an upload. */
export function describe(headers: IncomingHttpHeaders): Pick<StoredObject, 'contentType' | 'headers'> {
  const kept = Object.entries(headers).filter(([name, value]) => KEPT.test(name) && value !== 'aws-chunked');
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
  };
}

export function putObject(exchange: Exchange): void {
  const { request, bucket, key, body } = exchange;
  if (request.headers['x-amz-copy-source'] !== undefined)
    throw new S3Error(501, 'NotImplemented', 'This server does not copy.');
  if (request.headers['if-none-match'] === '*' && bucket.objects.has(key))
    throw new S3Error(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    );
  const { etag } = bucket.put(key, body, describe(request.headers));
  answer(exchange, 200, { etag });
}

export function getObject(exchange: Exchange): void {
  const { request, response, bucket, key, query } = exchange;
  const object = bucket.get(key);
  const headers: Record<string, string> = {
    ...object.headers,
    etag: object.etag,
    'content-type': query.get('response-content-type') ?? object.contentType,
    'last-modified': object.modified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  const disposition = query.get('response-content-disposition');
  if (disposition !== null) headers['content-disposition'] = disposition;
  const range = readRange(request.headers.range, object.bytes.length);
  const bytes = range ? object.bytes.subarray(range.start, range.end + 1) : object.bytes;
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${object.bytes.length}`;
  headers['content-length'] = String(bytes.length);
  response.writeHead(range ? 206 : 200, headers).end(request.method === 'HEAD' ? undefined : bytes);
}

function readRange(text: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { start, end };
}

export function deleteObject(exchange: Exchange): void {
  exchange.bucket.objects.delete(exchange.key);
  answer(exchange, 204);
}

export function deleteObjects(exchange: Exchange): void {
  const { request, bucket, body } = exchange;
  const summed = Object.keys(request.headers).some((name) => /^(content-md5|x-amz-checksum-)/.test(name));
  if (!summed)
    throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  const keys = textsOf(body.toString('utf8'), 'Key');
  for (const key of keys) bucket.objects.delete(key);
  answerXml(exchange, 'DeleteResult', { Deleted: keys.map((Key) => ({ Key })) });
}

export function listObjects(exchange: Exchange): void {
  const { query, bucket, bucketName } = exchange;
  const v2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const token = query.get('continuation-token');
  const after = v2
    ? token === null
      ? (query.get('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString()
    : (query.get('marker') ?? '');
  const { names, more } = bucket.list(prefix, delimiter, after, max);
  const name = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const found = names.map((one) => ({ one, object: bucket.objects.get(one) }));
  const last = names.at(-1) ?? '';
  answerXml(exchange, 'ListBucketResult', {
    Name: bucketName,
    Prefix: name(prefix),
    Delimiter: delimiter || undefined,
    MaxKeys: max,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: more,
    ...(v2
      ? {
          KeyCount: names.length,
          NextContinuationToken: more ? Buffer.from(last).toString('base64url') : undefined,
        }
      : { Marker: query.get('marker') ?? '', NextMarker: more ? name(last) : undefined }),
    Contents: found.flatMap(({ one, object }) => (object ? [entry(name(one), object)] : [])),
    CommonPrefixes: found.flatMap(({ one, object }) => (object ? [] : [{ Prefix: name(one) }])),
  });
}

const entry = (Key: string, { etag, bytes, modified }: StoredObject) => ({
  Key,
  LastModified: modified.toISOString(),
  ETag: etag,
  Size: bytes.length,
  StorageClass: 'STANDARD',
});
