import type { UploadGrant } from '@farm/shared/storage';

export interface UploadFile {
  path: string;
  sizeBytes: number;
  sha256: string;
  contentType: string;
}

export interface UploadOptions {
  /** Origin of the coordinator, for grants that start with `/`. */
  coordinator: string;
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

/** The port: sends one whole file with one grant. Throws GrantExpired when a new grant may help. */
export interface Uploader<K extends UploadGrant['kind'] = UploadGrant['kind']> {
  readonly kind: K;
  send(file: UploadFile, grant: Extract<UploadGrant, { kind: K }>, options: UploadOptions): Promise<void>;
}
