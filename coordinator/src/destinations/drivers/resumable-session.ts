import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile } from '../destination.types.js';
import type { GoogleAnswer, GoogleClient } from './google-client.js';

/** Where an upload session of Google stands. */
export type SessionState = { state: 'open' } | { state: 'gone' } | { state: 'done'; answer: GoogleAnswer };

/** An upload session: a URL that authorises itself for a week. */
export interface Upload {
  url: string;
  /** It was finished already when it was last handed out. */
  finished?: true;
}

/** Where a session begins, and what Google is told of the file. */
export interface NewUpload {
  url: string;
  metadata: Record<string, unknown>;
}

/**
 * The session of before, when it still stands, else a new one. A finished session stands once: the agent asks for its
 * state first, finds its file there and has nothing to send. Whoever comes again found other bytes in it, and no
 * session takes bytes after its end: then it is a new one.
 */
export async function openUpload(
  client: GoogleClient,
  file: OutputFile,
  before: Upload | undefined,
  fresh: NewUpload,
): Promise<Upload> {
  const { state } = before
    ? await sessionState(client, before.url, file.sizeBytes)
    : { state: 'gone' as const };
  if (before && state === 'open') return before;
  if (before && state === 'done' && !before.finished) return { ...before, finished: true };
  const answer = await client.need({
    method: 'POST',
    url: fresh.url,
    headers: {
      'x-upload-content-type': file.contentType,
      'x-upload-content-length': String(file.sizeBytes),
    },
    json: fresh.metadata,
  });
  const url = answer.headers.get('location');
  if (!url) throw new DestinationProblem('Google opened no upload session.');
  return { url };
}

/** What the agent gets of it. */
export const grantOf = (flavour: 'gcs' | 'drive', key: string, { url }: Upload) =>
  ({ kind: 'resumable', flavour, key, url, chunkSize: CHUNK_SIZE }) as const;

/** Google answers 499 to a cancelled session, and 4xx when it is gone already: both are fine. */
export async function cancelUpload(client: GoogleClient, { url }: Upload): Promise<void> {
  await client.call({ method: 'DELETE', url, anonymous: true });
}

export async function sessionState(
  client: GoogleClient,
  url: string,
  sizeBytes: number,
): Promise<SessionState> {
  const answer = await client.call({
    method: 'PUT',
    url,
    headers: { 'content-range': `bytes */${sizeBytes}` },
    bytes: Buffer.alloc(0),
    anonymous: true,
  });
  if (answer.status === 308) return { state: 'open' };
  if (answer.status === 200 || answer.status === 201) return { state: 'done', answer };
  // 4xx: expired, cancelled or never there; 5xx says nothing about the session, which the agent may still use.
  return answer.status >= 500 ? { state: 'open' } : { state: 'gone' };
}

/** Bytes of a chunk: a multiple of 256 KiB, large enough to be quick and small enough to be sent again. */
const CHUNK_SIZE = 16 * 2 ** 20;
