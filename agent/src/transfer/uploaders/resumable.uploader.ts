import type { UploadReceipt } from '@farm/shared/storage';
import { backoff, pause } from '../../platform/pause.js';
import { refusalIn } from '../guarded-agent.js';
import { GrantExpired } from '../trusted-client.js';
import { fileMd5 } from './part-checksums.js';
import { ResumableSession, type StoredObject } from './resumable-session.js';
import { UploadCorrupt } from './storage-answer.js';
import type { UploadFile, Uploader, UploadOptions } from './uploader.js';

/** Google's unit: every chunk but the last is a multiple of it. */
const UNIT = 256 * 1024;
/** Tries without a single byte more being kept before the grant is given up. */
const STILL_TRIES = 6;

/**
 * Cloud Storage and Drive: one session, chunks in order, and after every cut the session is asked how far it is. The
 * object appears with the last chunk, whole or not at all.
 */
export const resumable: Uploader<'resumable'> = {
  kind: 'resumable',
  async send(file, grant, options) {
    const session = new ResumableSession(grant.url, file, options);
    const chunk = Math.max(UNIT, Math.floor(grant.chunkSize / UNIT) * UNIT);
    let best = -1;
    let still = 0;
    const onKept = (offset: number): void => {
      if (offset <= best) return;
      best = offset;
      still = 0;
    };
    for (;;) {
      try {
        const object = await carryOn(session, file, chunk, onKept, options);
        await check(file, object);
        return receiptOf(grant.flavour, object);
      } catch (error) {
        const final = error instanceof GrantExpired || error instanceof UploadCorrupt || refusalIn(error);
        if (final || options.signal.aborted || ++still >= STILL_TRIES) throw error;
        await pause(backoff(still, options.baseMs ?? 250, 10_000), options.signal);
      }
    }
  },
};

/** From wherever the session is to its end. */
async function carryOn(
  session: ResumableSession,
  file: UploadFile,
  chunk: number,
  onKept: (offset: number) => void,
  { onProgress, signal }: UploadOptions,
): Promise<StoredObject> {
  signal.throwIfAborted();
  let state = await session.ask();
  while (!state.finished) {
    const { offset } = state;
    onKept(offset);
    onProgress(offset);
    if (offset === file.sizeBytes) throw new Error('the storage has every byte but does not finish the file');
    state = await session.send(offset, Math.min(offset + chunk, file.sizeBytes), (sent) =>
      onProgress(offset + sent),
    );
    if (!state.finished && state.offset <= offset)
      throw new Error('the storage keeps nothing of what is sent');
  }
  onProgress(file.sizeBytes);
  return state.object;
}

/** Compares what the finished object says of itself with the file. */
async function check(file: UploadFile, object: StoredObject): Promise<void> {
  if (object.size !== undefined && Number(object.size) !== file.sizeBytes)
    throw new UploadCorrupt(`${object.size} bytes where the file has ${file.sizeBytes}`);
  if (object.md5Hash === undefined && object.md5Checksum === undefined) return;
  const md5 = await fileMd5(file.path);
  const same =
    (object.md5Hash ?? md5.toString('base64')) === md5.toString('base64') &&
    (object.md5Checksum ?? md5.toString('hex')) === md5.toString('hex');
  if (!same) throw new UploadCorrupt('their MD5 sums differ');
}

const receiptOf = (flavour: 'gcs' | 'drive', { id }: StoredObject): UploadReceipt =>
  flavour === 'drive' && typeof id === 'string' ? { id } : {};
