import type { Dispatcher } from 'undici';
import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';

export interface UploadFile {
  path: string;
  sizeBytes: number;
  sha256: string;
  contentType: string;
}

export interface UploadOptions {
  /** Origin of the coordinator, for grants that start with `/`. */
  coordinator: string;
  /**
   * Connections to every other address. `trusted`: the farm's own storage, which often is on a private network.
   * A customer's destination needs a guarded one (guardedConnections).
   */
  door: 'trusted' | Dispatcher;
  /** Bytes of the file that are on their way or there; may go back when a part is sent again. */
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
  /** First pause between tries, milliseconds; later ones grow. */
  baseMs?: number;
}

/** The port: sends one whole file with one grant. Throws GrantExpired when a new grant may help. */
export interface Uploader<K extends UploadGrant['kind'] = UploadGrant['kind']> {
  readonly kind: K;
  send(
    file: UploadFile,
    grant: Extract<UploadGrant, { kind: K }>,
    options: UploadOptions,
  ): Promise<UploadReceipt>;
}
