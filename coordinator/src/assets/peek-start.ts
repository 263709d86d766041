import { Readable } from 'node:stream';

/** The first chunk of a stream, and a stream that still has all of it. Nothing else is buffered. */
export async function peekStart(source: Readable): Promise<{ start: Uint8Array; stream: Readable }> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  if (first.done) return { start: new Uint8Array(), stream: Readable.from([]) };
  async function* all() {
    yield first.value as Buffer;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  return { start: first.value, stream: Readable.from(all(), { objectMode: false }) };
}
