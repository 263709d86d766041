import { answer, answerXml, type Exchange } from './exchange.js';
import { describe } from './objects.js';
import { textsOf } from './s3-error.js';

const uploadOf = ({ bucket, query, key }: Exchange) => bucket.upload(query.get('uploadId') ?? '', key);

export function createUpload(exchange: Exchange): void {
  const { bucket, bucketName, key, request } = exchange;
  const { id } = bucket.begin(key, describe(request.headers));
  answerXml(exchange, 'InitiateMultipartUploadResult', { Bucket: bucketName, Key: key, UploadId: id });
}

export function putPart(exchange: Exchange): void {
  const { bucket, query, body } = exchange;
  const { etag } = bucket.putPart(uploadOf(exchange), Number(query.get('partNumber')), body);
  answer(exchange, 200, { etag });
}

export function listParts(exchange: Exchange): void {
  const { query, key, bucketName } = exchange;
  const { id, parts } = uploadOf(exchange);
  const max = Math.min(1000, Number(query.get('max-parts') ?? 1000));
  const marker = Number(query.get('part-number-marker') ?? 0);
  const rest = [...parts.values()]
    .filter(({ number }) => number > marker)
    .sort((a, b) => a.number - b.number);
  const page = rest.slice(0, max);
  answerXml(exchange, 'ListPartsResult', {
    Bucket: bucketName,
    Key: key,
    UploadId: id,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: rest.length > max,
    Part: page.map(({ number, etag, bytes, modified }) => ({
      PartNumber: number,
      LastModified: modified.toISOString(),
      ETag: etag,
      Size: bytes.length,
    })),
  });
}

export function completeUpload(exchange: Exchange): void {
  const { bucket, bucketName, key, body } = exchange;
  const named = textsOf(body.toString('utf8'), 'Part').map((part) => ({
    number: Number(textsOf(part, 'PartNumber')[0]),
    etag: textsOf(part, 'ETag')[0] ?? '',
  }));
  const { etag } = bucket.complete(uploadOf(exchange), named);
  answerXml(exchange, 'CompleteMultipartUploadResult', {
    Location: `/${bucketName}/${key}`,
    Bucket: bucketName,
    Key: key,
    ETag: etag,
  });
}

export function abortUpload(exchange: Exchange): void {
  exchange.bucket.uploads.delete(uploadOf(exchange).id);
  answer(exchange, 204);
}

export function listUploads(exchange: Exchange): void {
  const { bucket, bucketName } = exchange;
  answerXml(exchange, 'ListMultipartUploadsResult', {
    Bucket: bucketName,
    IsTruncated: false,
    Upload: [...bucket.uploads.values()].map(({ id, key }) => ({ Key: key, UploadId: id })),
  });
}
