export { contentTypeOf, extensionOf, servedContentType } from './content-type.policy.js';
export { dispositionOf } from './disposition.policy.js';
export { FILES_PATH, LocalSigner } from './local-signer.js';
export { file, folder, type Unwanted } from './removals/removal.policy.js';
export { RemovalsService } from './removals/removals.service.js';
export type {
  ByteRange,
  DownloadOptions,
  StoredObject,
  UploadOptions,
  WriteOptions,
  Written,
} from './storage-driver.js';
export { absoluteUrl, StorageService } from './storage.service.js';
