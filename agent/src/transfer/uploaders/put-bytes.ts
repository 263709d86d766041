import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import { grantUrl } from '../trusted-client.js';
import type { UploadOptions } from './uploader.js';

/** A line on which nothing moves for so long is dead, milliseconds. */
const SILENCE_MS = 60_000;
const READ_BYTES = 256 * 1024;
/** What is read of an answer; the rest belongs to nobody. */
const ANSWER_BYTES = 64 * 1024;

/** Bytes [start, end) of a file. */
export interface Span {
  path: string;
  start: number;
  end: number;
}

export interface StorageAnswer {
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  text: string;
}

/** The bytes of a span, counted when they are taken. */
async function* counted({ path, start, end }: Span, onBytes: (sent: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  if (end === start) return;
  for await (const chunk of createReadStream(path, { start, end: end - 1, highWaterMark: READ_BYTES })) {
    const bytes = chunk as Buffer;
    onBytes((sent += bytes.length));
    yield bytes;
  }
}

async function firstOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    if ((size += chunk.length) >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
}

/**
 * One PUT of a span as a raw stream with its exact length, whatever the answer. Nothing is tried again and no redirect
 * is followed. A file that shrank meanwhile ends the connection before the storage can take it for whole.
 */
export async function putBytes(
  url: string,
  headers: Record<string, string>,
  span: Span,
  options: UploadOptions,
  onBytes: (sent: number) => void = () => undefined,
): Promise<StorageAnswer> {
  const length = span.end - span.start;
  const body = length > 0 ? Readable.from(counted(span, onBytes), { objectMode: false }) : null;
  // Only `/…` is the coordinator: an absolute address may have been named by a customer.
  const guarded = url.startsWith('/') || options.door === 'trusted' ? undefined : options.door;
  try {
    const answer = await request(grantUrl(url, options.coordinator), {
      method: 'PUT',
      body,
      signal: options.signal,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      headers: { ...headers, 'content-length': String(length) },
      ...(guarded ? { dispatcher: guarded } : {}),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await firstOf(answer.body) };
  } finally {
    body?.destroy();
  }
}

/** A header that may come once only. */
export function headerOf(answer: StorageAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
