import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';

/** A picture kept between frames. */
export interface Sprite {
  canvas: Canvas;
}

/** Pixels that all sprites of a painter may hold together: 256 MB. */
const MOST_PIXELS = 64 * 1024 * 1024;

/** Remembers the last picture of each part of each layer (a shadow, a scaled photo, a group's surface). */
export class Sprites {
  private readonly kept = new Map<string, { key: string; canvas: Canvas }>();

  /** The picture of `part`; drawn again only when its key differs from that of the last time. */
  get(
    part: string,
    key: string,
    size: { width: number; height: number },
    draw: (ctx: SKRSContext2D) => void,
  ): Canvas {
    const last = this.kept.get(part);
    if (last?.key === key) return this.renewed(part, last);
    const width = Math.max(1, Math.ceil(size.width));
    const height = Math.max(1, Math.ceil(size.height));
    const canvas =
      last && last.canvas.width === width && last.canvas.height === height
        ? cleared(last.canvas)
        : createCanvas(width, height);
    draw(canvas.getContext('2d'));
    return this.renewed(part, { key, canvas });
  }

  private renewed(part: string, sprite: { key: string; canvas: Canvas }): Canvas {
    this.kept.delete(part);
    this.kept.set(part, sprite);
    this.shrink();
    return sprite.canvas;
  }

  private shrink(): void {
    let pixels = 0;
    for (const { canvas } of this.kept.values()) pixels += canvas.width * canvas.height;
    for (const [part, { canvas }] of this.kept) {
      if (pixels <= MOST_PIXELS || this.kept.size === 1) return;
      this.kept.delete(part);
      pixels -= canvas.width * canvas.height;
    }
  }
}

function cleared(canvas: Canvas): Canvas {
  const ctx = canvas.getContext('2d');
  ctx.reset();
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
