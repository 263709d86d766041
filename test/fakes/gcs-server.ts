import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { crc32c } from './google/crc32c.js';
import { GoogleError, onlyFields } from './google/google-error.js';
import { bytesOf, GoogleServer, json, jsonOf, media } from './google/google-server.js';
import { verifySignedUrl } from './google/signed-url.js';

interface GcsObject {
  bytes: Buffer;
  resource: Record<string, unknown> & { name: string; contentType: string };
}

const SCOPES = ['devstorage.read_write', 'devstorage.full_control', 'cloud-platform'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);

/**
 * Cloud Storage over a real socket, written from the reference of its JSON API: uploads in one request and by
 * session, objects, lists, and V4 signed addresses of the XML API. What is not built is refused.
 * https://cloud.google.com/storage/docs/json_api/v1
 */
export class GcsServer extends GoogleServer {
  readonly buckets = new Map<string, Map<string, GcsObject>>();
  private generation = 1_700_000_000_000_000;

  private constructor(buckets: string[]) {
    super(410);
    for (const name of buckets) this.buckets.set(name, new Map());
  }

  static async start(buckets = ['media']): Promise<GcsServer> {
    return new GcsServer(buckets).listen();
  }

  /** Bytes of an object, for a test to compare. */
  read(name: string, bucket = 'media'): Buffer | undefined {
    return this.buckets.get(bucket)?.get(name)?.bytes;
  }

  protected async serveApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url.searchParams.has('X-Goog-Signature')) return this.serveSigned(url, request, response);
    this.oauth.check(request, SCOPES);
    const [, kind, bucket, , name] =
      /^(?:\/(upload|download))?\/storage\/v1\/b\/([^/]+)(\/o(?:\/(.+))?)?$/.exec(url.pathname) ?? [];
    const isObject = /\/o(\/|$)/.test(url.pathname);
    if (bucket === undefined) throw new GoogleError(404, 'notFound', 'Not Found');
    const objects = this.need(decodeURIComponent(bucket));
    if (kind === 'upload') return this.upload(url, request, response);
    if (name !== undefined) return this.object(url, decodeURIComponent(name), request, response);
    if (request.method !== 'GET') throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    if (!isObject) return json(response, 200, { kind: 'storage#bucket', id: bucket, name: bucket });
    const prefix = url.searchParams.get('prefix') ?? '';
    const items = [...objects.values()].map(({ resource }) => resource);
    const found = items.filter(({ name: one }) => one.startsWith(prefix));
    json(response, 200, { kind: 'storage#objects', ...(found.length ? { items: found } : {}) });
  }

  private need(bucket: string): Map<string, GcsObject> {
    const found = this.buckets.get(bucket);
    if (!found) throw new GoogleError(404, 'notFound', 'The specified bucket does not exist.');
    return found;
  }

  private async upload(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bucket = decodeURIComponent(url.pathname.split('/')[5] ?? '');
    if (request.method !== 'POST') throw new GoogleError(405, 'methodNotAllowed', 'Method not allowed.');
    const store = (name: string, type: string) => (bytes: Buffer) => this.store(bucket, name, type, bytes);
    switch (url.searchParams.get('uploadType')) {
      case 'media': {
        const name = nameIn(url, {});
        const type = request.headers['content-type'] ?? 'application/octet-stream';
        return json(response, 200, store(name, type)(await bytesOf(request)));
      }
      case 'resumable': {
        const about = await jsonOf(request);
        const type = request.headers['x-upload-content-type'] ?? about['contentType'];
        const id = this.uploads.begin(
          request,
          store(nameIn(url, about), String(type ?? 'application/octet-stream')),
        );
        const location = `${this.url}${url.pathname}?uploadType=resumable&upload_id=${id}`;
        return json(response, 200, {}, { location });
      }
      default:
        throw new GoogleError(501, 'notImplemented', 'This fake takes the upload types media and resumable.');
    }
  }

  private object(url: URL, name: string, request: IncomingMessage, response: ServerResponse): void {
    const bucket = decodeURIComponent(/\/b\/([^/]+)/.exec(url.pathname)?.[1] ?? '');
    const objects = this.need(bucket);
    const found = objects.get(name);
    if (!found) throw new GoogleError(404, 'notFound', `No such object: ${bucket}/${name}`);
    if (request.method === 'DELETE') {
      objects.delete(name);
      return void response.writeHead(204).end();
    }
    if (request.method !== 'GET') throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    const isMedia = url.searchParams.get('alt') === 'media';
    if (isMedia) return media(request, response, found.bytes, found.resource.contentType);
    json(response, 200, onlyFields(found.resource, url.searchParams.get('fields')));
  }

  private store(bucket: string, name: string, contentType: string, bytes: Buffer): object {
    const generation = String(++this.generation);
    const now = new Date(this.faults.now()).toISOString();
    const resource = {
      kind: 'storage#object',
      id: `${bucket}/${name}/${generation}`,
      name,
      bucket,
      generation,
      metageneration: '1',
      contentType,
      size: String(bytes.length),
      md5Hash: createHash('md5').update(bytes).digest('base64'),
      crc32c: crc32c(bytes),
      timeCreated: now,
      updated: now,
    };
    this.need(bucket).set(name, { bytes, resource });
    return resource;
  }

  /** The XML API behind a signed address: `/bucket/object`. */
  private async serveSigned(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accountEmail: email, publicKey } = this.oauth;
    const fault = this.faults.take(request);
    verifySignedUrl(request, url, { email, publicKey }, this.faults.now());
    if (fault?.status !== undefined)
      throw new GoogleError(fault.status, 'backendError', 'As the test asked.');
    const [, bucket = '', name = ''] = /^\/([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const found = this.need(bucket).get(name);
    switch (request.method) {
      case 'PUT':
        this.store(bucket, name, type, await bytesOf(request));
        return void response.writeHead(200).end();
      case 'GET':
        if (!found) throw new GoogleError(404, 'notFound', 'NoSuchKey');
        return media(request, response, found.bytes, found.resource.contentType);
      case 'DELETE':
        this.need(bucket).delete(name);
        return void response.writeHead(204).end();
      default:
        throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    }
  }
}

function nameIn(url: URL, about: Record<string, unknown>): string {
  const name = url.searchParams.get('name') ?? about['name'];
  if (typeof name !== 'string' || name === '') throw new GoogleError(400, 'required', 'Required');
  return name;
}
