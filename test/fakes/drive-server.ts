import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GoogleError, onlyFields } from './google/google-error.js';
import { bytesOf, GoogleServer, json, jsonOf, media } from './google/google-server.js';

export interface DriveFile {
  id: string;
  name: string;
  mimeType: string;
  parents: string[];
  bytes: Buffer;
  createdTime: string;
}

const SCOPES = ['drive', 'drive.file'].map((name) => `https://www.googleapis.com/auth/${name}`);
const FOLDER = 'application/vnd.google-apps.folder';
const ROOT = 'root-folder';
const FIELDS = [
  'kind',
  'id',
  'name',
  'mimeType',
  'parents',
  'size',
  'md5Checksum',
  'sha256Checksum',
  'createdTime',
  'trashed',
  'webViewLink',
  'webContentLink',
];

/**
 * Google Drive over a real socket, written from the reference of its API v3: files by session or in one request,
 * fields, lists in folders. Names need not be unique, as in Drive. What is not built is refused.
 * https://developers.google.com/workspace/drive/api/reference/rest/v3
 */
export class DriveServer extends GoogleServer {
  readonly files = new Map<string, DriveFile>();

  private constructor() {
    super(404);
  }

  static async start(): Promise<DriveServer> {
    return new DriveServer().listen();
  }

  /** Makes a folder as the person would; the answer is its id. */
  folder(name: string): string {
    return this.create({ name, mimeType: FOLDER }, Buffer.alloc(0)).id;
  }

  /** Files with this name, for a test to compare. */
  named(name: string): DriveFile[] {
    return [...this.files.values()].filter((file) => file.name === name);
  }

  protected async serveApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.oauth.check(request, SCOPES);
    const [, isUpload, id] = /^(\/upload)?\/drive\/v3\/files(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (!/^(\/upload)?\/drive\/v3\/files/.test(url.pathname))
      throw new GoogleError(404, 'notFound', 'Not Found');
    if (isUpload) return this.upload(url, request, response);
    if (id !== undefined) return this.file(url, decodeURIComponent(id), request, response);
    const fields = url.searchParams.get('fields');
    if (request.method === 'POST') {
      const made = this.create(await jsonOf(request), Buffer.alloc(0));
      return json(response, 200, resource(made, fields));
    }
    if (request.method !== 'GET') throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    const found = this.query(url.searchParams.get('q') ?? '');
    const whole = { kind: 'drive#fileList', incompleteSearch: false };
    const inner = /files\(([^)]*)\)/.exec(fields ?? '')?.[1] ?? null;
    json(response, 200, { ...whole, files: found.map((file) => resource(file, inner)) });
  }

  private async upload(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = url.searchParams.get('fields');
    if (request.method !== 'POST') throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    switch (url.searchParams.get('uploadType')) {
      case 'media': {
        const mimeType = request.headers['content-type'];
        return json(response, 200, resource(this.create({ mimeType }, await bytesOf(request)), fields));
      }
      case 'resumable': {
        const about = await jsonOf(request);
        this.checkParents(about['parents']);
        const mimeType = request.headers['x-upload-content-type'] ?? about['mimeType'];
        const id = this.uploads.begin(request, (bytes) =>
          resource(this.create({ ...about, mimeType }, bytes), fields),
        );
        const location = `${this.url}${url.pathname}?uploadType=resumable&upload_id=${id}`;
        return void response.writeHead(200, { location, 'content-length': '0' }).end();
      }
      default:
        throw new GoogleError(501, 'notImplemented', 'This fake takes the upload types media and resumable.');
    }
  }

  private file(url: URL, id: string, request: IncomingMessage, response: ServerResponse): void {
    const found = this.files.get(id);
    if (!found) throw new GoogleError(404, 'notFound', `File not found: ${id}.`);
    if (request.method === 'DELETE') {
      this.files.delete(id);
      return void response.writeHead(204).end();
    }
    if (request.method !== 'GET') throw new GoogleError(501, 'notImplemented', 'Not built into this fake.');
    if (url.searchParams.get('alt') === 'media') return media(request, response, found.bytes, found.mimeType);
    json(response, 200, resource(found, url.searchParams.get('fields')));
  }

  private create(about: Record<string, unknown>, bytes: Buffer): DriveFile {
    const parents = this.checkParents(about['parents']);
    const file = {
      id: `1fake${randomUUID().replaceAll('-', '')}`,
      name: typeof about['name'] === 'string' ? about['name'] : 'Untitled',
      mimeType: typeof about['mimeType'] === 'string' ? about['mimeType'] : 'application/octet-stream',
      parents,
      bytes,
      createdTime: new Date(this.faults.now()).toISOString(),
    };
    this.files.set(file.id, file);
    return file;
  }

  private checkParents(given: unknown): string[] {
    const parents = Array.isArray(given) && given.length > 0 ? given.map(String) : ['root'];
    for (const id of parents)
      if (id !== 'root' && this.files.get(id)?.mimeType !== FOLDER)
        throw new GoogleError(404, 'notFound', `File not found: ${id}.`);
    return parents.map((id) => (id === 'root' ? ROOT : id));
  }

  /** Terms joined by `and`; every other search is refused. */
  private query(q: string): DriveFile[] {
    const terms = q === '' ? [] : q.split(/\s+and\s+/);
    return [...this.files.values()].filter((file) =>
      terms.every((term) => {
        const [, parent] = /^'([^']+)' in parents$/.exec(term) ?? [];
        if (parent !== undefined) return file.parents.includes(parent === 'root' ? ROOT : parent);
        const [, name] = /^name\s*=\s*'((?:[^'\\]|\\.)*)'$/.exec(term) ?? [];
        if (name !== undefined) return file.name === name.replace(/\\(.)/g, '$1');
        if (/^trashed\s*=\s*false$/.test(term)) return true;
        throw new GoogleError(400, 'invalid', `Invalid Value: ${term}`);
      }),
    );
  }
}

/** A file as the API shows it; without `fields` only four of them. */
function resource(file: DriveFile, fields: string | null): Record<string, unknown> {
  const { bytes, ...rest } = file;
  const sums =
    file.mimeType === FOLDER
      ? {}
      : {
          size: String(bytes.length),
          md5Checksum: createHash('md5').update(bytes).digest('hex'),
          sha256Checksum: createHash('sha256').update(bytes).digest('hex'),
          webContentLink: `https://drive.google.com/uc?id=${file.id}&export=download`,
        };
  const whole = {
    kind: 'drive#file',
    ...rest,
    ...sums,
    trashed: false,
    webViewLink: `https://drive.google.com/file/d/${file.id}/view?usp=drivesdk`,
  };
  return onlyFields(whole, fields ?? 'kind,id,name,mimeType', FIELDS);
}
