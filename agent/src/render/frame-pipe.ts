import type { Writable } from 'node:stream';
import { frameTime, type Rational } from '@farm/shared/time';

/** 0.1 ms: fine enough for 120 fps, and what `TIMESTAMP_SCALE` below says. */
const TICKS_PER_SECOND = 10_000;
const TIMESTAMP_SCALE_NS = 100_000;
/** Pictures are dated 2 ms early: rounding to nearest made one frame in ten show the picture before it. */
const EARLY_TICKS = 20;
/** Pictures that may wait in the pipe before the painter has to. */
const QUEUED_PICTURES = 2;

/** A live Matroska stream of uncompressed straight RGBA pictures, one block per changed picture. */
export class FramePipe {
  private begun = false;

  constructor(
    private readonly stream: Writable,
    private readonly width: number,
    private readonly height: number,
    private readonly fps: Rational,
  ) {}

  /** Sends the picture that is shown from `frame` (counted from the render's first) on; waits when ffmpeg is behind. */
  async send(frame: number, pixels: Uint8Array): Promise<void> {
    if (!this.begun) {
      this.begun = true;
      this.stream.write(streamHeader(this.width, this.height));
    }
    this.stream.write(clusterHeader(ticks(frame, this.fps), pixels.length));
    this.stream.write(pixels);
    while (!this.closed && this.stream.writableLength > pixels.length * QUEUED_PICTURES) await this.drained();
  }

  /** True once nobody reads any more: painting on would be in vain. */
  get closed(): boolean {
    return this.stream.destroyed || this.stream.errored !== null || this.stream.writableEnded;
  }

  end(): void {
    if (!this.closed) this.stream.end();
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        for (const name of ['drain', 'close', 'error']) this.stream.off(name, done);
        resolve();
      };
      for (const name of ['drain', 'close', 'error']) this.stream.once(name, done);
    });
  }
}

/** Rounded down, and a little early: the picture is then never late for its frame. */
export function ticks(frame: number, fps: Rational): number {
  return Math.max(0, Math.floor(frameTime(frame, fps) * TICKS_PER_SECOND + 1e-6) - EARLY_TICKS);
}

const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

function streamHeader(width: number, height: number): Buffer {
  const ebml = element(0x1a45dfa3, [
    element(0x4286, uint(1)),
    element(0x42f7, uint(1)),
    element(0x42f2, uint(4)),
    element(0x42f3, uint(8)),
    element(0x4282, Buffer.from('matroska')),
    element(0x4287, uint(4)),
    element(0x4285, uint(2)),
  ]);
  const picture = element(0xe0, [
    element(0xb0, uint(width)),
    element(0xba, uint(height)),
    element(0x2eb524, Buffer.from('RGBA')),
  ]);
  const track = element(0xae, [
    element(0xd7, uint(1)),
    element(0x73c5, uint(1)),
    element(0x83, uint(1)),
    element(0x9c, uint(0)),
    element(0x86, Buffer.from('V_UNCOMPRESSED')),
    picture,
  ]);
  const name = Buffer.from('framefarm');
  const about = element(0x1549a966, [
    element(0x2ad7b1, uint(TIMESTAMP_SCALE_NS)),
    element(0x4d80, name),
    element(0x5741, name),
  ]);
  return Buffer.concat([ebml, id(0x18538067), UNKNOWN_SIZE, about, element(0x1654ae6b, [track])]);
}

/** A cluster with one simple block; the pixels follow it. */
function clusterHeader(timestamp: number, bytes: number): Buffer {
  const time = element(0xe7, uint(timestamp));
  const block = Buffer.concat([id(0xa3), size(bytes + 4), Buffer.from([0x81, 0x00, 0x00, 0x80])]);
  return Buffer.concat([id(0x1f43b675), size(time.length + block.length + bytes), time, block]);
}

function element(number: number, content: Buffer | Buffer[]): Buffer {
  const body = Array.isArray(content) ? Buffer.concat(content) : content;
  return Buffer.concat([id(number), size(body.length), body]);
}

function id(number: number): Buffer {
  return Buffer.from(number.toString(16).padStart(2, '0'), 'hex');
}

/** EBML size in eight bytes. */
function size(bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return buffer;
}

function uint(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
}
