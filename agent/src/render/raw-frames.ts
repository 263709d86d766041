import type { Readable } from 'node:stream';

/** Cuts a stream of raw pictures into pictures. The buffer of `frame` is reused. */
export class RawFrames {
  readonly frame: Uint8ClampedArray<ArrayBuffer>;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable, bytes: number) {
    this.frame = new Uint8ClampedArray(bytes);
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Fills `frame` with the next picture; false at the end of the stream. */
  async next(): Promise<boolean> {
    let filled = 0;
    while (filled < this.frame.length) {
      if (this.rest.length === 0) {
        const chunk = await this.chunks.next();
        if (chunk.done) return false;
        this.rest = chunk.value;
      }
      const part = this.rest.subarray(0, this.frame.length - filled);
      this.frame.set(part, filled);
      filled += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return true;
  }
}
