import { GrantExpired } from '../trusted-client.js';
import { headerOf, putBytes, type Span, type StorageAnswer } from './put-bytes.js';
import { expectStored, UploadCorrupt } from './storage-answer.js';
import type { UploadFile, UploadOptions } from './uploader.js';

/** What a session says: it has the first `offset` bytes, or the object is finished. */
export type SessionState = { finished: false; offset: number } | { finished: true; object: StoredObject };

/** The fields of a finished object that Cloud Storage and Drive answer; which ones depends on what was asked for. */
export interface StoredObject {
  id?: string;
  size?: string | number;
  /** Base64 (Cloud Storage). */
  md5Hash?: string;
  /** Hexadecimal (Drive). */
  md5Checksum?: string;
}

const GO_ON = 308;

/** The upload session of Google's APIs: a URL to which the bytes of one object are PUT in order. */
export class ResumableSession {
  constructor(
    private readonly url: string,
    private readonly file: UploadFile,
    private readonly options: UploadOptions,
  ) {}

  /** How far is it? The only truth after a cut: what was sent need not have been kept. */
  async ask(): Promise<SessionState> {
    const nothing: Span = { path: this.file.path, start: 0, end: 0 };
    return this.read(await this.put(`bytes */${this.file.sizeBytes}`, nothing));
  }

  /** Sends bytes [start, end). */
  async send(start: number, end: number, onBytes: (sent: number) => void): Promise<SessionState> {
    const { path, sizeBytes } = this.file;
    return this.read(await this.put(`bytes ${start}-${end - 1}/${sizeBytes}`, { path, start, end }, onBytes));
  }

  private put(range: string, span: Span, onBytes?: (sent: number) => void): Promise<StorageAnswer> {
    return putBytes(this.url, { 'content-range': range }, span, this.options, onBytes);
  }

  private read(answer: StorageAnswer): SessionState {
    if (answer.status === GO_ON) {
      const offset = keptBytes(headerOf(answer, 'range'));
      if (offset > this.file.sizeBytes)
        throw new UploadCorrupt(`its session has ${offset} of ${this.file.sizeBytes} bytes`);
      return { finished: false, offset };
    }
    // Google answers 400 to a session address that it cannot read any more.
    if (answer.status === 400) throw new GrantExpired(400);
    expectStored(answer);
    return { finished: true, object: parseObject(answer.text) };
  }
}

/** `bytes=0-1048575` -> 1048576; without the header nothing has been kept. */
function keptBytes(range: string | undefined): number {
  const last = /^bytes=0-(\d+)$/.exec(range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

function parseObject(text: string): StoredObject {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
