import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import { backoff, pause } from '../../platform/pause.js';
import { handOver } from './hand-over.uploader.js';
import { putUrl } from './put-url.uploader.js';
import { UploadRefused } from './put-file.js';
import type { UploadFile, UploadOptions } from './uploader.js';

export type { UploadFile, UploadOptions, Uploader } from './uploader.js';

/** Grant kind -> uploader. */
function send(file: UploadFile, grant: UploadGrant, options: UploadOptions): Promise<UploadReceipt> {
  switch (grant.kind) {
    case 'hand-over':
      return handOver.send(file, grant, options);
    case 'put-url':
      return putUrl.send(file, grant, options);
    case 'multipart':
    case 'resumable':
      throw new Error(`this agent cannot use a grant of the kind ${grant.kind} yet`);
  }
}

/** With which grant the file got there, and what the storage answered. */
export interface Sent {
  grant: UploadGrant;
  receipt: UploadReceipt;
}

export interface SendOptions extends UploadOptions {
  tries?: number;
  /** First pause between tries, milliseconds. */
  baseMs?: number;
}

/**
 * Sends a file until it is there: busy servers and cut lines are tried again with jitter. After a spent grant or a lost
 * line a new grant is asked for; asking waits for the coordinator, so its restart is waited out here.
 */
export async function sendFile(
  file: UploadFile,
  newGrant: () => Promise<UploadGrant>,
  options: SendOptions,
): Promise<Sent> {
  const tries = options.tries ?? 30;
  let grant = await newGrant();
  for (let tried = 1; ; tried++) {
    try {
      return { grant, receipt: await send(file, grant, options) };
    } catch (error) {
      options.signal.throwIfAborted();
      if (tried >= tries) throw error;
      await pause(backoff(tried, options.baseMs ?? 250, 10_000), options.signal);
      options.signal.throwIfAborted();
      if (!(error instanceof UploadRefused)) grant = await newGrant();
    }
  }
}
