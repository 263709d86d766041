import { ImageData, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';

/** Copies the first `width` × `height` pixels of a canvas into `to`, premultiplied, row after row. */
export function readPixels(canvas: Canvas, width: number, height: number, to: Uint8Array): void {
  const all = canvas.data();
  const stride = canvas.width * 4;
  const row = width * 4;
  if (stride === row) {
    to.set(all.subarray(0, row * height));
    return;
  }
  for (let y = 0; y < height; y++) to.set(all.subarray(y * stride, y * stride + row), y * row);
}

/** Straight value of a premultiplied one: index alpha · 256 + value. */
const STRAIGHT = new Uint8Array(256 * 256);
for (let a = 1; a < 256; a++)
  for (let value = 0; value < 256; value++)
    STRAIGHT[a * 256 + value] = Math.min(255, Math.round((value * 255) / a));

/** Puts premultiplied pixels onto canvases, which only take straight ones; its own memory is reused. */
export class PixelWriter {
  private image: ImageData | undefined;

  /** No picture may be larger than this. */
  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** Replaces the corner of the canvas, whatever its transform, clip and alpha are. */
  put(ctx: SKRSContext2D, pixels: Uint8Array, width: number, height: number): void {
    this.image ??= new ImageData(this.width, this.height);
    const to = this.image.data;
    const row = width * 4;
    for (let y = 0; y < height; y++)
      straighten(pixels.subarray(y * row, (y + 1) * row), to, y * this.width * 4);
    ctx.putImageData(this.image, 0, 0, 0, 0, width, height);
  }
}

function straighten(from: Uint8Array, to: Uint8ClampedArray, at: number): void {
  for (let i = 0, j = at; i < from.length; i += 4, j += 4) {
    const a = from[i + 3] as number;
    const page = a * 256;
    to[j] = STRAIGHT[page + (from[i] as number)] as number;
    to[j + 1] = STRAIGHT[page + (from[i + 1] as number)] as number;
    to[j + 2] = STRAIGHT[page + (from[i + 2] as number)] as number;
    to[j + 3] = a;
  }
}
