export {
  downloadGrantSchema,
  uploadGrantSchema,
  type DownloadGrant,
  type UploadGrant,
} from './grant.schema.js';
export { isSafeKey, safeFileName } from './object-key.js';
