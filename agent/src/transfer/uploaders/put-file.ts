import type { UploadReceipt } from '@farm/shared/storage';
import { putBytes } from './put-bytes.js';
import { expectStored } from './storage-answer.js';
import type { UploadFile, UploadOptions } from './uploader.js';

/** One PUT of a whole file. */
export async function putFile(
  url: string,
  file: UploadFile,
  headers: Record<string, string>,
  options: UploadOptions,
): Promise<UploadReceipt> {
  const span = { path: file.path, start: 0, end: file.sizeBytes };
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const typed = { 'content-type': file.contentType, ...Object.fromEntries(given) };
  expectStored(await putBytes(url, typed, span, options, options.onProgress));
  return {};
}
