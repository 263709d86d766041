import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** A canvas that is lent out; only its first `width` × `height` pixels are the borrower's. */
export interface Surface {
  ctx: SKRSContext2D;
  width: number;
  height: number;
}

const STEP = 64;
const KEPT = 6;

/** Lends canvases and takes them back: a new large canvas costs milliseconds of page faults. */
export class Surfaces {
  private readonly free: SKRSContext2D[] = [];

  take(width: number, height: number): Surface {
    const fits = this.free
      .filter(({ canvas }) => canvas.width >= width && canvas.height >= height)
      .sort((a, b) => a.canvas.width * a.canvas.height - b.canvas.width * b.canvas.height)[0];
    const ctx = fits ?? roomy(width, height);
    if (fits) this.free.splice(this.free.indexOf(fits), 1);
    ctx.reset();
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.beginPath();
    ctx.rect(0, 0, width, height);
    ctx.clip();
    return { ctx, width, height };
  }

  give({ ctx }: Surface): void {
    this.free.push(ctx);
    if (this.free.length > KEPT) this.free.shift();
  }
}

function roomy(width: number, height: number): SKRSContext2D {
  const up = (n: number): number => Math.max(STEP, Math.ceil(n / STEP) * STEP);
  return createCanvas(up(width), up(height)).getContext('2d');
}
