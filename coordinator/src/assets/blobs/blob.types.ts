/** incoming: bytes may be arriving; stored: complete, and some asset shows it; leaving: nobody's, to be deleted. */
export type BlobState = 'incoming' | 'stored' | 'leaving';

/** Bytes in the farm's storage. Within a workspace one stored blob has each content. */
export interface Blob {
  id: string;
  workspaceId: string;
  state: BlobState;
  /** Where the bytes are: `blobs/<workspace>/<blob>/<file>` (older ones: below `assets/`). */
  objectKey: string;
  /** Null while nobody has read the bytes (they went straight to a bucket). */
  sha256: string | null;
  sizeBytes: number;
  changedAt: Date;
}
