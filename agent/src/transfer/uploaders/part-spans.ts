import type { UploadGrant } from '@farm/shared/storage';

type MultipartGrant = Extract<UploadGrant, { kind: 'multipart' }>;

/** One part that is to be sent: bytes [start, end) of the file. */
export interface PartSpan {
  number: number;
  url: string;
  headers: Record<string, string>;
  start: number;
  end: number;
}

/**
 * Where the missing parts lie in the file. Throws when missing and stored parts together are not exactly the file:
 * what would be put together then is not what was rendered.
 */
export function partSpans(grant: MultipartGrant, sizeBytes: number): PartSpan[] {
  const count = Math.max(1, Math.ceil(sizeBytes / grant.partSize));
  const bounds = (number: number) => ({
    start: (number - 1) * grant.partSize,
    end: Math.min(number * grant.partSize, sizeBytes),
  });
  const numbers = [...grant.parts, ...grant.done].map(({ number }) => number);
  const whole = new Set(numbers).size === count && numbers.length === count && Math.max(...numbers) === count;
  if (!whole)
    throw new Error(
      `the grant's parts are not the ${count} parts of a file of ${sizeBytes} bytes; ask again`,
    );
  for (const { number, sizeBytes: stored } of grant.done) {
    const { start, end } = bounds(number);
    if (stored !== end - start)
      throw new Error(`part ${number} is stored with ${stored} bytes where the file has ${end - start}`);
  }
  return grant.parts.map((part) => ({ ...part, ...bounds(part.number) }));
}
