import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadGrant } from '@farm/shared/storage';
import {
  guardedConnections,
  parseAllowList,
  type SendOptions,
  type UploadFile,
} from '../../../agent/src/transfer/index.js';

export const MEBI = 2 ** 20;
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A file of random bytes, as an agent sends it. */
export async function someFile(
  folder: string,
  sizeBytes: number,
  name = 'film.mp4',
): Promise<UploadFile & { bytes: Buffer; fileName: string }> {
  const bytes = randomBytes(sizeBytes);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, bytes, sizeBytes, sha256: sha256(bytes), contentType: 'video/mp4', fileName: name };
}

/** As the deliver step of an agent sends: through the guard, which here opens the loopback only. */
export function sending(more: Partial<SendOptions> = {}): SendOptions & { progress: number[] } {
  const progress: number[] = [];
  return {
    coordinator: 'http://127.0.0.1:9',
    door: guardedConnections({ allow: parseAllowList(['127.0.0.1']) }),
    onProgress: (sent) => progress.push(sent),
    signal: new AbortController().signal,
    baseMs: 1,
    progress,
    ...more,
  };
}

/** Hands out grants and counts them. */
export function desk(make: (asked: number) => UploadGrant | Promise<UploadGrant>) {
  const given: UploadGrant[] = [];
  return {
    given,
    async next(): Promise<UploadGrant> {
      const grant = await make(given.length + 1);
      given.push(grant);
      return grant;
    },
  };
}

/** How something fails. */
export const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => error,
  );
