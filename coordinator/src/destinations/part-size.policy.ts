const MEBI = 2 ** 20;
/** S3 takes no part below 5 MiB (except the last); 8 MiB keeps requests few and retries cheap. */
const SMALLEST = 8 * MEBI;
/** S3 allows 10,000 parts, Azure 50,000; a grant with a URL for each shall stay below a megabyte. */
const MOST_PARTS = 500;

/** Bytes of every part but the last. */
export function partSizeOf(sizeBytes: number): number {
  return Math.max(SMALLEST, Math.ceil(sizeBytes / MOST_PARTS / MEBI) * MEBI);
}

/** One PUT is enough: there would be nothing to resume. */
export const fitsOnePut = (sizeBytes: number): boolean => sizeBytes <= SMALLEST;

export const partCount = (sizeBytes: number, partSize: number): number =>
  Math.max(1, Math.ceil(sizeBytes / partSize));

/** The size that part `number` (from 1) must have. */
export const sizeOfPart = (number: number, sizeBytes: number, partSize: number): number =>
  Math.min(partSize, sizeBytes - (number - 1) * partSize);
