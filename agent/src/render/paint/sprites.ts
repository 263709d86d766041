import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';

interface Kept {
  key: string;
  canvas: Canvas;
}

/** Pixels that all sprites of a painter may hold together: 128 MB. */
const MOST_PIXELS = 32 * 1024 * 1024;
const STEP = 64;

/** Remembers the last picture of each part of each layer: a shadow, a scaled photo, a group's surface. */
export class Sprites {
  private readonly kept = new Map<string, Kept>();
  private readonly seen = new Map<string, string>();

  /**
   * The picture of `part`, in the corner of a canvas that may be larger; drawn again only when its key differs from
   * that of the last time.
   */
  get(part: string, key: string, width: number, height: number, draw: (ctx: SKRSContext2D) => void): Canvas {
    const last = this.kept.get(part);
    if (last?.key === key) return this.renewed(part, last);
    const fits = last && last.canvas.width >= width && last.canvas.height >= height;
    const canvas = fits ? cleared(last.canvas) : roomy(width, height);
    draw(canvas.getContext('2d'));
    return this.renewed(part, { key, canvas });
  }

  /** Whether the part had this key the last time it was asked for: only then is keeping its picture worth it. */
  isRepeated(part: string, key: string): boolean {
    const repeated = this.seen.get(part) === key;
    this.seen.set(part, key);
    return repeated;
  }

  private renewed(part: string, sprite: Kept): Canvas {
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

function roomy(width: number, height: number): Canvas {
  const up = (n: number): number => Math.max(STEP, Math.ceil(n / STEP) * STEP);
  return createCanvas(up(width), up(height));
}

function cleared(canvas: Canvas): Canvas {
  const ctx = canvas.getContext('2d');
  ctx.reset();
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
