import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import { backoff, pause } from '../../platform/pause.js';
import { refusalIn } from '../guarded-agent.js';
import { GrantExpired } from '../trusted-client.js';
import { handOver } from './hand-over.uploader.js';
import { multipart } from './multipart.uploader.js';
import { putUrl } from './put-url.uploader.js';
import { resumable } from './resumable.uploader.js';
import { UploadCorrupt, UploadRefused } from './storage-answer.js';
import type { UploadFile, UploadOptions } from './uploader.js';

/** With which grant the file got there, and what the storage answered. */
export interface Sent {
  grant: UploadGrant;
  receipt: UploadReceipt;
}

export interface SendOptions extends UploadOptions {
  tries?: number;
}

/** A storage that says no this often, each time to a fresh grant, means it. */
const REFUSALS = 3;

/** Grant kind -> uploader. */
function send(file: UploadFile, grant: UploadGrant, options: UploadOptions): Promise<UploadReceipt> {
  switch (grant.kind) {
    case 'hand-over':
      return handOver.send(file, grant, options);
    case 'put-url':
      return putUrl.send(file, grant, options);
    case 'multipart':
      return multipart.send(file, grant, options);
    case 'resumable':
      return resumable.send(file, grant, options);
  }
}

/**
 * Sends a file until it is there: busy servers and cut lines are tried again with jitter. After a spent grant or a lost
 * line a new grant is asked for, which says what is there already; asking waits for the coordinator, so its restart is
 * waited out here. Bytes that are the coordinator's to complete are no object yet when this resolves.
 */
export async function sendFile(
  file: UploadFile,
  newGrant: () => Promise<UploadGrant>,
  options: SendOptions,
): Promise<Sent> {
  const tries = options.tries ?? 30;
  let grant = await newGrant();
  let refusals = 0;
  for (let tried = 1; ; tried++) {
    try {
      return { grant, receipt: await send(file, grant, options) };
    } catch (error) {
      options.signal.throwIfAborted();
      if (isRefusal(error)) refusals++;
      const final = refusalIn(error) !== undefined || error instanceof UploadCorrupt;
      if (final || tried >= tries || refusals >= REFUSALS) throw error;
      await pause(backoff(tried, options.baseMs ?? 250, 10_000), options.signal);
      options.signal.throwIfAborted();
      if (!(error instanceof UploadRefused && error.passing)) grant = await newGrant();
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof GrantExpired || (error instanceof UploadRefused && !error.passing);
