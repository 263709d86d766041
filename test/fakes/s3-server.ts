import type { IncomingMessage, ServerResponse } from 'node:http';
import { hangUp, readBody } from './faults.js';
import { Bucket } from './s3/buckets.js';
import { answer, answerXml, type Exchange } from './s3/exchange.js';
import * as multipart from './s3/multipart.js';
import * as objects from './s3/objects.js';
import { openPayload } from './s3/payload.js';
import { S3Error, xmlDocument } from './s3/s3-error.js';
import { verifySignature, type S3Keys } from './s3/signature.js';
import { StorageServer } from './storage-server.js';

interface S3Options extends Partial<S3Keys> {
  buckets?: string[];
  /** Bytes that all parts but the last need; S3 says 5 MiB. */
  minPart?: number;
}

const FAULT_CODES: Record<number, string> = {
  403: 'AccessDenied',
  429: 'SlowDown',
  500: 'InternalError',
  503: 'SlowDown',
};

/**
 * S3 over a real socket, path style, written from the public API reference: every request must be signed (SigV4 in the
 * header or the query), sums that come along are checked, and what is not built is refused and never half done.
 */
export class S3Server extends StorageServer {
  readonly keys: S3Keys;
  readonly buckets = new Map<string, Bucket>();

  private constructor(options: S3Options) {
    super();
    this.keys = {
      accessKeyId: options.accessKeyId ?? 'AKIAFAKEFAKEFAKEFAKE',
      secretAccessKey: options.secretAccessKey ?? 'fake/secret+key',
      region: options.region ?? 'us-east-1',
    };
    for (const name of options.buckets ?? ['media'])
      this.buckets.set(name, new Bucket(options.minPart ?? 5 * 1024 * 1024));
  }

  static async start(options: S3Options = {}): Promise<S3Server> {
    return new S3Server(options).listen();
  }

  bucket(name = 'media'): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    return bucket;
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const fault = this.faults.take(request);
    const signed = verifySignature(request, url, this.keys, this.faults.now());
    const { status } = fault ?? {};
    if (status !== undefined)
      throw new S3Error(status, FAULT_CODES[status] ?? 'InternalError', 'As the test asked.');
    if (request.method === 'PUT' && request.headers['content-length'] === undefined)
      throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
    const body = openPayload(await readBody(request, fault), request.headers, signed);
    const [, bucketName = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(url.pathname)) ?? [];
    if (bucketName === '') return this.listBuckets(request, response);
    const bucket = this.bucket(bucketName);
    if (fault?.loseAnswer) hangUp(response);
    route({ request, response, query: url.searchParams, bucketName, bucket, key, body });
  }

  protected broken(response: ServerResponse, error: unknown): void {
    const { status, code, message } =
      error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
    const headers = { 'content-type': 'application/xml' };
    response
      .writeHead(status, headers)
      .end(xmlDocument({ Error: { Code: code, Message: message, RequestId: 'FAKE' } }));
  }

  private listBuckets({ method }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET') throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed.');
    const Bucket = [...this.buckets.keys()].map((Name) => ({
      Name,
      CreationDate: '2025-01-01T00:00:00.000Z',
    }));
    answerXml({ response }, 'ListAllMyBucketsResult', { Buckets: { Bucket } });
  }
}

function route(exchange: Exchange): void {
  const { request, query, key } = exchange;
  const has = (...names: string[]): boolean => names.some((name) => query.has(name));
  const sub = ['uploads', 'uploadId', 'delete', 'location'].find((name) => has(name));
  const routes: Record<string, (exchange: Exchange) => void> = key
    ? {
        'PUT ': objects.putObject,
        'GET ': objects.getObject,
        'HEAD ': objects.getObject,
        'DELETE ': objects.deleteObject,
        'POST uploads': multipart.createUpload,
        'PUT uploadId': multipart.putPart,
        'GET uploadId': multipart.listParts,
        'POST uploadId': multipart.completeUpload,
        'DELETE uploadId': multipart.abortUpload,
      }
    : {
        'GET ': objects.listObjects,
        'HEAD ': (one) => answer(one, 200),
        'GET location': (one) => answerXml(one, 'LocationConstraint', {}),
        'POST delete': objects.deleteObjects,
        'GET uploads': multipart.listUploads,
      };
  const serve = has('acl', 'tagging', 'policy', 'versions', 'versioning', 'lifecycle')
    ? undefined
    : routes[`${request.method} ${sub ?? ''}`];
  if (!serve)
    throw new S3Error(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented.',
    );
  serve(exchange);
}
