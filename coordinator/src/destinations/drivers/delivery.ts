import { randomUUID } from 'node:crypto';
import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile } from '../destination.types.js';

/** Life of a grant, seconds. An agent that needs longer asks again and goes on where it stopped. */
export const GRANT_SECONDS = 3600;

/**
 * Sums that the agent fills in (an empty value asks for it): the provider refuses bytes that changed on the way.
 * MD5 is what every one of them knows, and needs no signature.
 */
export const AGENT_SUMS = { 'content-md5': '' };

/** The small object of a test; its name tells whoever finds one what it was. */
export function probeFile(prefix: string): { key: string; bytes: Buffer; contentType: string } {
  return {
    key: `${prefix}framefarm-test-${randomUUID()}.txt`,
    bytes: Buffer.from('Framefarm wrote this to test the connection and deletes it at once.\n'),
    contentType: 'text/plain',
  };
}

/** An object of another size is no copy of the file, whatever the provider said about the upload. */
export function requireSize(file: OutputFile, stored: number | undefined): void {
  if (stored === undefined) throw new DestinationProblem('The file did not arrive at the destination.');
  if (stored !== file.sizeBytes)
    throw new DestinationProblem(
      `The destination holds ${stored} bytes instead of ${file.sizeBytes}; the upload is repeated.`,
      { spoilt: true },
    );
}
