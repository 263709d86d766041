import type { GoogleAnswer, GoogleClient } from './google-client.js';

/** Where an upload session of Google stands. */
export type SessionState = { state: 'open' } | { state: 'gone' } | { state: 'done'; answer: GoogleAnswer };

/** What both of Google's storages have in common: the session is a URL that authorises itself for a week. */
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
export const CHUNK_SIZE = 16 * 2 ** 20;
