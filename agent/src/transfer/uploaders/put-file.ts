import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { request } from 'undici';
import type { UploadReceipt } from '@farm/shared/storage';
import { GrantExpired } from '../trusted-client.js';
import type { UploadFile, UploadOptions } from './uploader.js';

const SILENCE_MS = 60_000;

/** An answer that a later try may change: the server is busy or broken. */
export class UploadRefused extends Error {
  constructor(
    readonly status: number,
    body: string,
  ) {
    super(`the storage answered ${status}${body ? `: ${body}` : ''}`);
    this.name = 'UploadRefused';
  }
}

/** The bytes of a file, counted when they are taken. */
async function* counted(path: string, onProgress: (sent: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = chunk as Buffer;
    onProgress((sent += bytes.length));
    yield bytes;
  }
}

/** One PUT of a file as a raw stream with its length; 401, 403, 404 and 410 mean that the grant is spent. */
export async function putFile(
  url: string,
  file: UploadFile,
  headers: Record<string, string>,
  options: UploadOptions,
): Promise<UploadReceipt> {
  const body = Readable.from(counted(file.path, options.onProgress), { objectMode: false });
  try {
    const answer = await request(url, {
      method: 'PUT',
      body,
      signal: options.signal,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      headers: { ...headers, 'content-length': String(file.sizeBytes), 'content-type': file.contentType },
    });
    const text = (await answer.body.text()).slice(0, 300);
    if (answer.statusCode >= 200 && answer.statusCode < 300) return {};
    if ([401, 403, 404, 410].includes(answer.statusCode)) throw new GrantExpired(answer.statusCode);
    throw new UploadRefused(answer.statusCode, text);
  } finally {
    body.destroy();
  }
}
