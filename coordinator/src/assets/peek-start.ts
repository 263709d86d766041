import { Readable } from 'node:stream';

/** The first `wanted` bytes of a stream (fewer when it is shorter), and a stream that still has all of it. */
export async function peekStart(
  source: Readable,
  wanted: number,
): Promise<{ start: Uint8Array; stream: Readable }> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const held: Buffer[] = [];
  for (let length = 0; length < wanted;) {
    const next = await chunks.next();
    if (next.done) break;
    held.push(next.value);
    length += next.value.length;
  }
  async function* all() {
    // Never closes the source: an HTTP request that is destroyed takes the answer with it.
    yield* held;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  const start = Buffer.concat(held).subarray(0, wanted);
  return { start, stream: Readable.from(all(), { objectMode: false }) };
}
