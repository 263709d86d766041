import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Span } from './put-bytes.js';

interface Sum {
  update(bytes: Buffer): unknown;
  digest(): string;
}

const hashed = (name: string): Sum => {
  const hash = createHash(name);
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('base64') };
};

function crc(): Sum {
  let sum = 0;
  return {
    update: (bytes) => (sum = crc32(bytes, sum)),
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes.toString('base64');
    },
  };
}

/** Header -> the sum that belongs there; base64, as S3 and Azure want it. */
const SUMS: Record<string, () => Sum> = {
  'content-md5': () => hashed('md5'),
  'x-amz-checksum-crc32': crc,
  'x-amz-checksum-sha256': () => hashed('sha256'),
};

/**
 * The headers of a grant with the checksums that it leaves open: the coordinator does not know the bytes, so a
 * checksum header with an empty value is for the agent to fill in. The storage then refuses bytes that changed on the way.
 */
export async function filledHeaders(
  headers: Record<string, string>,
  span: Span,
): Promise<Record<string, string>> {
  const open = Object.keys(headers).filter((name) => headers[name] === '' && SUMS[name.toLowerCase()]);
  const sums = open.map((name) => ({ name, sum: (SUMS[name.toLowerCase()] as () => Sum)() }));
  if (sums.length > 0 && span.end > span.start)
    for await (const chunk of createReadStream(span.path, { start: span.start, end: span.end - 1 }))
      for (const { sum } of sums) sum.update(chunk as Buffer);
  return { ...headers, ...Object.fromEntries(sums.map(({ name, sum }) => [name, sum.digest()])) };
}

/** MD5 of a whole file, as bytes. */
export async function fileMd5(path: string): Promise<Buffer> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}
