export { sendFile, type SendOptions, type Sent } from './send-file.js';
export type { UploadFile, UploadOptions, Uploader } from './uploader.js';
