export {
  downloadGrantSchema,
  uploadGrantSchema,
  uploadReceiptSchema,
  type DownloadGrant,
  type UploadGrant,
  type UploadReceipt,
} from './grant.schema.js';
export { isSafeKey, safeFileName } from './object-key.js';
