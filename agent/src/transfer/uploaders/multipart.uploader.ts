import { backoff, pause } from '../../platform/pause.js';
import { refusalIn } from '../guarded-agent.js';
import { GrantExpired } from '../trusted-client.js';
import { filledHeaders } from './part-checksums.js';
import { partSpans, type PartSpan } from './part-spans.js';
import { headerOf, putBytes } from './put-bytes.js';
import { expectStored } from './storage-answer.js';
import type { UploadFile, Uploader, UploadOptions } from './uploader.js';

/** Parts on their way at once, and tries for each before the whole grant is given up. */
const AT_ONCE = 4;
const PART_TRIES = 5;

/**
 * S3 UploadPart and Azure Put Block: every missing part by its own PUT, several at once. Nothing is an object until
 * the coordinator puts the parts together, so an upload that ends here leaves nothing that looks complete.
 */
export const multipart: Uploader<'multipart'> = {
  kind: 'multipart',
  async send(file, grant, options) {
    const spans = partSpans(grant, file.sizeBytes);
    const etags = grant.done.map(({ number, etag }) => ({ number, etag }));
    const stored = grant.done.reduce((sum, part) => sum + part.sizeBytes, 0);
    const counting = countParts(stored, options.onProgress);
    const queue = spans.values();
    let first: { error: unknown } | undefined;
    const lane = async (): Promise<void> => {
      for (const part of queue) {
        if (first) return;
        try {
          const onBytes = counting(part.number);
          const etag = await sendPart(file, part, options, onBytes, () => first !== undefined);
          etags.push({ number: part.number, etag });
        } catch (error) {
          // The other lanes end their part first: what is stored need not be sent again with the next grant.
          first ??= { error };
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (first) throw first.error;
    return { etags: etags.sort((a, b) => a.number - b.number) };
  },
};

function countParts(stored: number, onProgress: (sent: number) => void) {
  const sent = new Map<number, number>();
  return (number: number) =>
    (bytes: number): void => {
      sent.set(number, bytes);
      onProgress([...sent.values()].reduce((sum, one) => sum + one, stored));
    };
}

/** Sends one part until it is there; answers its tag (Azure's blocks have none). */
async function sendPart(
  file: UploadFile,
  part: PartSpan,
  options: UploadOptions,
  onBytes: (sent: number) => void,
  isHopeless: () => boolean,
): Promise<string> {
  const span = { path: file.path, start: part.start, end: part.end };
  const headers = await filledHeaders(part.headers, span);
  for (let tried = 1; ; tried++) {
    options.signal.throwIfAborted();
    try {
      const answer = await putBytes(part.url, headers, span, options, onBytes);
      expectStored(answer);
      return headerOf(answer, 'etag') ?? '';
    } catch (error) {
      const final = error instanceof GrantExpired || refusalIn(error) !== undefined;
      if (final || options.signal.aborted || tried >= PART_TRIES || isHopeless()) throw error;
      onBytes(0);
      await pause(backoff(tried, options.baseMs ?? 250, 10_000), options.signal);
    }
  }
}
