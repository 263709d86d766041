import { FarmError } from '@farm/shared/errors';
import type { WriteOptions, Written } from './storage-driver.js';

export function tooLarge(limit: number): FarmError {
  return new FarmError('too-large', `The file is larger than the limit of ${limit} bytes.`, {
    details: { limit },
  });
}

/** Refuses what is not the file that was announced. */
export function refuseMismatch(written: Written, wanted: WriteOptions): void {
  if (wanted.sizeBytes !== undefined && wanted.sizeBytes !== written.sizeBytes)
    throw new FarmError(
      'bad-request',
      `The file has ${written.sizeBytes} bytes but ${wanted.sizeBytes} were announced; send it again.`,
    );
  if (wanted.sha256 !== undefined && wanted.sha256.toLowerCase() !== written.sha256)
    throw new FarmError('bad-request', 'The SHA-256 of the file is not the announced one; send it again.');
}
