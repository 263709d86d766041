import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { dispositionOf } from '../../storage/index.js';
import { parseRange, type Range } from './byte-range.policy.js';

export interface SentFile {
  sizeBytes: number;
  modifiedAt: Date;
  contentType: string;
  fileName: string;
  inline: boolean;
  open(range?: Range): Promise<Readable>;
}

/**
 * Sends a file: 200, 206 and 416, HEAD, If-None-Match and If-Range. A caller that goes away in the middle is no
 * error. Answers how many bytes of the file went out.
 */
export async function sendFile(request: Request, response: Response, file: SentFile): Promise<number> {
  const tag = `"${file.sizeBytes.toString(36)}-${Math.floor(file.modifiedAt.getTime()).toString(36)}"`;
  response.set({
    'Content-Type': file.contentType,
    'Content-Disposition': dispositionOf(file),
    'Accept-Ranges': 'bytes',
    ETag: tag,
    'Last-Modified': file.modifiedAt.toUTCString(),
    'Cache-Control': 'private, max-age=3600',
    // An SVG opened by itself must not run scripts in our origin.
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.get('if-none-match') === tag) {
    response.status(304).end();
    return 0;
  }
  const ifRange = request.get('if-range');
  const wanted = ifRange === undefined || ifRange === tag ? request.get('range') : undefined;
  const range = parseRange(wanted, file.sizeBytes);
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${file.sizeBytes}`).end();
    return 0;
  }
  return sendBytes(request, response, file, range === 'whole' ? undefined : range);
}

async function sendBytes(
  request: Request,
  response: Response,
  file: SentFile,
  range?: Range,
): Promise<number> {
  const length = range ? range.end - range.start + 1 : file.sizeBytes;
  response.status(range ? 206 : 200).set('Content-Length', String(length));
  if (range) response.set('Content-Range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return 0;
  }
  const { socket } = response;
  const before = socket?.bytesWritten ?? 0;
  const bytes = await file.open(range);
  try {
    await pipeline(bytes, response);
  } catch (error) {
    if (!response.destroyed && !isGone(error)) throw error;
  }
  return Math.min(length, (socket?.bytesWritten ?? 0) - before);
}

const isGone = (error: unknown): boolean =>
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
